import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import type { Environment } from "./expand.js";

/** How a child process is started: never through a shell. */
export interface SpawnRequest {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string | undefined;
}

/** What the gateway touches outside of itself, so that a test can hand in its own. */
export interface GatewaySystem {
  /** Starts a process that leads a process group of its own. */
  readonly spawn: (request: SpawnRequest) => ChildProcessWithoutNullStreams;
  /** Sends the signal to the whole group; false if nobody is left in it. 0 only asks. */
  readonly killGroup: (pid: number, signal: NodeJS.Signals | 0) => boolean;
  /** Calls the listener when this process ends; answers how to stop listening. */
  readonly onExit: (listener: () => void) => () => void;
  readonly fetch: typeof fetch;
  /** Milliseconds since 1970, to read a date in `Retry-After`. */
  readonly wallClock: () => number;
}

/** The real processes and network. */
export const realSystem: GatewaySystem = {
  spawn({ command, args, env, cwd }) {
    const stdio = "pipe";
    // A group of its own, so that a signal reaches what the server starts itself. Windows has no
    // groups, and would open a console window for it.
    const detached = process.platform !== "win32";
    return spawn(command, args, { env, cwd, stdio, detached, shell: false, windowsHide: true });
  },
  killGroup: process.platform === "win32" ? killTree : killGroup,
  onExit(listener) {
    process.once("exit", listener);
    return () => process.removeListener("exit", listener);
  },
  fetch: (...request) => fetch(...request),
  wallClock: () => Date.now(),
};

function killGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal);
  } catch (error) {
    // EPERM: somebody is there, who changed his user.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function killTree(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // Windows knows no soft end for a tree; the closed stdin was the request.
  if (signal === "SIGKILL") {
    const kill = ["/pid", String(pid), "/T", "/F"];
    // signalbox-allow signal-not-passed: this `signal` is the name of one of the system's
    spawn("taskkill", kill, { stdio: "ignore", windowsHide: true }).on("error", () => {
      // Without taskkill the tree is left to Windows; an unheard error would end this process.
    });
  }
  return true;
}

const INHERITED = "HOME LOGNAME PATH SHELL TERM USER";
const INHERITED_ON_WINDOWS =
  "APPDATA COMSPEC HOMEDRIVE HOMEPATH LOCALAPPDATA PATH PATHEXT PROCESSOR_ARCHITECTURE " +
  "PROGRAMDATA PROGRAMFILES PROGRAMFILES(X86) PROGRAMW6432 SYSTEMDRIVE SYSTEMROOT TEMP USERNAME " +
  "USERPROFILE WINDIR";

/** What a server gets to see of our environment: nothing that could be a secret. */
export function childEnvironment(
  ours: Environment,
  configured: Readonly<Record<string, string>>,
  platform: NodeJS.Platform,
): Record<string, string> {
  const names = platform === "win32" ? INHERITED_ON_WINDOWS : INHERITED;
  const kept = names.split(" ").flatMap((name) => {
    const value = ours[name];
    // A value that begins so is a function that a shell exported, and may be run by the next one.
    return value === undefined || value.startsWith("()") ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(kept), ...configured };
}
