import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseConfig } from "../../src/gateway/config.ts";
import { createGateway, type Gateway, type GatewayOptions } from "../../src/gateway/gateway.ts";

const folder = (name: string): string => fileURLToPath(new URL(`servers/${name}`, import.meta.url));

export const V1_SERVER = folder("v1-server.mjs");

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
  return { ...gateway, log, [Symbol.asyncDispose]: () => gateway.close() };
}

/** A signal that is never aborted. */
export const forever = (): AbortSignal => new AbortController().signal;
