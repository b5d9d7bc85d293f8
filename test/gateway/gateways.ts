import { setMaxListeners } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseConfig } from "../../src/gateway/config.ts";
import { FakeClock } from "../primitives/fake-clock.ts";
import { createGateway, type Gateway, type GatewayOptions } from "../../src/gateway/gateway.ts";

/** The path of a program for tests. */
export const program = (name: string): string =>
  fileURLToPath(new URL(`servers/${name}`, import.meta.url));

export const V1_SERVER = program("v1-server.mjs");
export const RAW_SERVER = program("raw-server.mjs");
export const V2_SERVER = program("v2-server.mjs");

/** A folder of its own for one test, with the notes that servers write into it. */
export class Desk implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), "gateway-"));
  readonly notesFile = join(this.folder, "notes");

  notes(): string[] {
    try {
      return readFileSync(this.notesFile, "utf8").split("\n").slice(0, -1);
    } catch {
      return [];
    }
  }

  /** Resolves, with the match, as soon as a note matches. */
  async noted(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      for (const line of this.notes()) {
        const match = pattern.exec(line);
        if (match !== null) return match;
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** The processes of servers that were started, in order. */
  pids(): number[] {
    return this.notes().flatMap((line) => /^started (\d+)$/.exec(line)?.slice(1).map(Number) ?? []);
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** An entry for a script that node runs, with further keys. */
export function scriptEntry(desk: Desk, script: string, keys: Record<string, unknown> = {}) {
  const { env, ...rest } = keys as { env?: Record<string, string> };
  const own = { NOTES: desk.notesFile, ...env };
  return { command: process.execPath, args: [script], env: own, ...rest };
}

const { resolve } = createRequire(import.meta.url);

/** An entry for one of the reference servers from npm. */
export function referenceServer(
  name: string,
  args: string[] = [],
  env: Record<string, string> = {},
) {
  const manifest = resolve(`@modelcontextprotocol/${name}/package.json`);
  const script = manifest.replace("package.json", "dist/index.js");
  return { command: process.execPath, args: [script, ...args], env };
}

export interface TestGateway extends Gateway, AsyncDisposable {
  /** Everything reported, as "level server: text". */
  readonly log: readonly string[];
}

/** A gateway to the servers of `mcpServers`, closed at the end of the test. */
export function gatewayTo(
  mcpServers: Record<string, unknown>,
  options: Partial<GatewayOptions> = {},
): TestGateway {
  const log: string[] = [];
  const text = JSON.stringify({ mcpServers });
  const gateway = createGateway({
    config: parseConfig({ name: "mcp.json", text, env: process.env }),
    version: "0.0.0",
    env: process.env,
    report: (level, server, line) => void log.push(`${level} ${server}: ${line}`),
    ...options,
  });
  const { clock } = options;
  const end = (): Promise<void> =>
    clock instanceof FakeClock ? whileMoving(clock, gateway.close()) : gateway.close();
  return { ...gateway, log, [Symbol.asyncDispose]: end };
}

/** A signal that is never aborted. */
export function forever(): AbortSignal {
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  return signal;
}

/** Whether a process is no more; one that only waits to be buried counts as gone. */
export function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return true;
  }
  try {
    return /^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return true;
  }
}

/** Moves a fake clock on until the promise settles; the real processes keep their own time. */
export async function whileMoving<T>(clock: FakeClock, promise: Promise<T>): Promise<T> {
  const state = { isSettled: false };
  const watched = promise.finally(() => {
    state.isSettled = true;
  });
  watched.catch(() => {});
  while (!state.isSettled) {
    await clock.advance(50);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return watched;
}
