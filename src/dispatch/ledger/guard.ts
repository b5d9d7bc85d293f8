// How a process shows the others that it lives: it listens on a socket that carries its name. The
// kernel closes the socket when the process ends, in whatever way, and not before; a process that
// is stopped or busy still counts as alive. A file with a process id would be wrong after a reboot,
// and a heartbeat would be wrong for a process whose event loop is blocked.

import { createHash, randomBytes } from "node:crypto";
import { unlink } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { hostname } from "node:os";
import { join } from "node:path";

/** Shows that a process lives, and tells whether another does. */
export interface Guard {
  /** Shows it until the answered function is called, or the process ends. */
  hold(owner: string): Promise<() => Promise<void>>;
  /** Whether the owner lives. `undefined` if that cannot be told from this machine. */
  isHeld(owner: string): Promise<boolean | undefined>;
  /** Clears away what a dead owner has left behind. */
  forget(owner: string): Promise<void>;
}

// Sockets are seen on one machine only, folders sometimes on several: a home on a network drive,
// or one lent to a container.
const machine = createHash("sha256").update(hostname()).digest("hex").slice(0, 8);

/** A name for this process as the owner of files, never used before. */
export function newOwner(): string {
  return `${machine}-${randomBytes(8).toString("hex")}`;
}

/**
 * The guard of a ledger's folder: an abstract socket on Linux, a named pipe on Windows, elsewhere
 * a socket in the folder.
 */
export function socketGuard(folder: string, platform: string = process.platform): Guard {
  const isFile = platform !== "linux" && platform !== "win32";
  const address = (owner: string): string => {
    if (isFile) return join(folder, `${owner}.sock`);
    return platform === "linux" ? `\0signalbox-${owner}` : `\\\\.\\pipe\\signalbox-${owner}`;
  };
  return {
    hold: (owner) => listen(address(owner)),
    async isHeld(owner) {
      return owner.startsWith(`${machine}-`) ? answers(address(owner)) : undefined;
    },
    async forget(owner) {
      if (isFile) await unlink(address(owner)).catch(() => undefined);
    },
  };
}

function listen(address: string): Promise<() => Promise<void>> {
  const server = createServer((socket) => socket.destroy());
  // It must not keep the process alive that it vouches for.
  server.unref();
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(address, () => {
      resolve(() => new Promise((closed) => server.close(() => closed())));
    });
  });
}

function answers(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", ({ code }: NodeJS.ErrnoException) => {
      // Anything else, such as a full backlog, is no proof that the owner is gone.
      resolve(code !== "ECONNREFUSED" && code !== "ENOENT");
    });
  });
}
