import { Console } from "node:console";
import { resolve } from "node:path";
import { loadLibrary } from "../knowledge/load.js";
import type { ShutdownReport } from "../primitives/graceful-shutdown.js";
import { loadCatalogue } from "../scaffold/load.js";
import { createGuidance } from "../tools/guidance.js";
import { createTools } from "../tools/tools.js";
import { createServerFactory } from "../wire/server.js";
import { serveStdio } from "../wire/stdio.js";
import type { ServerConfigOptions } from "./server-config.js";
import { stationHouse } from "./station.js";
import { shutdownOf } from "./shutdown.js";
import { EXIT, type Surroundings } from "./surroundings.js";
import { onThisMachine } from "./this-machine.js";

/** Serves one client over stdin and stdout until the client leaves or a signal ends it. */
export async function serveOverStdio(
  surroundings: Surroundings,
  options: ServeOptions = {},
): Promise<number> {
  const { stdin, stdout } = surroundings;
  const shutdown = shutdownOf(surroundings);
  const { factory, close } = await createFactory(surroundings, options, true);
  shutdown.add("the servers of batches", close);
  stdin.once("close", () => void shutdown.begin("the client has left"));
  const server = serveStdio(factory, {
    input: stdin,
    output: stdout,
    report: reporter(surroundings),
  });
  shutdown.add("the connection", () => server.close());
  return exitOf(await shutdown.finished, surroundings);
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

/** The exit code of a server that was told to end; what could not be ended well is logged. */
export function exitOf({ errors, exitCode }: ShutdownReport, surroundings: Surroundings): number {
  const report = reporter(surroundings);
  for (const { step, error } of errors) report(`could not end ${step}: ${String(error)}`);
  return exitCode === 0 ? EXIT.ok : EXIT.failed;
}
