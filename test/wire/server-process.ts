import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { COMMAND } from "../built.ts";
import { Lines } from "./lines.ts";

/** Serves a few tools made for tests through the built wire code: over stdio, or with --http. */
export const TEST_TOOLS = fileURLToPath(new URL("server-of-test-tools.mjs", import.meta.url));

/** A server that runs as a child process, with its log and how it ended. */
export interface ServerProcess extends AsyncDisposable {
  child: ChildProcessWithoutNullStreams;
  log: Lines;
  /** Exit code and signal, once the process has ended and its streams are closed. */
  ended: Promise<[code: number | null, signal: NodeJS.Signals | null]>;
}

/** Starts the product, or with `script` another server. */
export function startServer(
  args: string[] = [],
  options: { script?: string; nodeArgs?: string[]; env?: NodeJS.ProcessEnv } = {},
): ServerProcess {
  const { script = COMMAND, nodeArgs = [], env = process.env } = options;
  const child = spawn(process.execPath, [...nodeArgs, script, ...args], { stdio: "pipe", env });
  const ended = once(child, "close") as ServerProcess["ended"];
  return {
    child,
    log: new Lines(child.stderr),
    ended,
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

export interface HttpServerProcess extends ServerProcess {
  url: URL;
}

/** Starts a server over HTTP on a port of the system's choice and waits until it listens. */
export async function startHttpServer(
  args = ["serve", "--http", "--port", "0"],
  options: Parameters<typeof startServer>[1] = {},
): Promise<HttpServerProcess> {
  const server = startServer(args, options);
  const [, url = ""] = await server.log.until(/listening on (http:\S+)/);
  return { ...server, url: new URL(url) };
}
