import { Console } from "node:console";
import { resolve } from "node:path";
import { loadLibrary } from "../knowledge/load.js";
import { loadCatalogue } from "../scaffold/load.js";
import { createGuidance } from "../tools/guidance.js";
import { createTools } from "../tools/tools.js";
import { createServerFactory } from "../wire/server.js";
import { serveStdio } from "../wire/stdio.js";
import type { ServerConfigOptions } from "./server-config.js";
import { stationHouse } from "./station.js";
import { EXIT, type Surroundings } from "./surroundings.js";
import { onThisMachine } from "./this-machine.js";

/** Serves one client over stdin and stdout until the client leaves or a signal ends it. */
export async function serveOverStdio(
  surroundings: Surroundings,
  options: ServeOptions = {},
): Promise<number> {
  const { stdin, stdout } = surroundings;
  const { factory, close } = await createFactory(surroundings, options, true);
  const ended = new Promise<void>((resolve) => stdin.once("close", resolve));
  const server = serveStdio(factory, {
    input: stdin,
    output: stdout,
    report: reporter(surroundings),
  });
  await Promise.race([ended, untilSignal(surroundings)]);
  await server.close();
  await close();
  return EXIT.ok;
}

/** What the command line says of either transport. */
export interface ServeOptions extends ServerConfigOptions {
  /** The folders that a client may have checked. */
  readonly root?: readonly string[] | undefined;
}

/**
 * What both transports serve, and how to end what it started.
 *
 * @param trustsClient whether folders to be read may be named by the client, which it may if it
 *   has started us: then it can read them itself
 */
export async function createFactory(
  surroundings: Surroundings,
  options: ServeOptions,
  trustsClient: boolean,
) {
  // stdout carries the protocol only: whatever a dependency prints goes to the log instead.
  globalThis.console = new Console(surroundings.stderr, surroundings.stderr);
  const library = await loadLibrary(surroundings.libraryUrl);
  const report = reporter(surroundings);
  const { open, close } = await stationHouse(surroundings, options, report);
  const factory = await createServerFactory({
    version: surroundings.version,
    tools: createTools(library, {
      loadScaffolds: () => loadCatalogue(surroundings.scaffoldsUrl),
      around: onThisMachine(),
      checklist: {
        parts: surroundings.checklist,
        roots: (options.root ?? []).map((root) => resolve(root)),
        trustsClient,
      },
      openStation: open,
    }),
    guidance: createGuidance(library),
    report,
  });
  return { factory, close };
}

/** Writes to the operator's log, which is stderr. */
export function reporter({ stderr }: Surroundings): (line: string) => void {
  return (line) => stderr.write(`signalbox: ${line}\n`);
}

/** Resolves when the process is told to end. */
export function untilSignal({ onSignal }: Surroundings): Promise<void> {
  return new Promise((resolve) => {
    // SIGHUP is the terminal that is closed: the servers of a batch are not in its group.
    const names = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
    const stop = names.map((name) => onSignal(name, done));
    function done(): void {
      for (const stopListening of stop) stopListening();
      resolve();
    }
  });
}
