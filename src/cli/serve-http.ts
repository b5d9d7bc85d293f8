import { serveHttp } from "../wire/http.js";
import { createFactory, exitOf, reporter, type ServeOptions } from "./serve.js";
import { shutdownOf } from "./shutdown.js";
import type { Surroundings } from "./surroundings.js";

/** How long requests in flight may go on after the order to stop, in milliseconds. */
const DRAIN_MS = 5_000;

/** Serves any number of clients over HTTP on the loopback address until a signal ends it. */
export async function serveOverHttp(
  surroundings: Surroundings,
  options: ServeOptions & { port: number; token?: string | undefined },
): Promise<number> {
  const shutdown = shutdownOf(surroundings);
  const { factory, close } = await createFactory(surroundings, options, false);
  shutdown.add("the servers of batches", close);
  const report = reporter(surroundings);
  const { port, token } = options;
  const endpoint = await serveHttp(factory, { port, token, report });
  shutdown.add("requests", () => endpoint.close(DRAIN_MS));
  const guard = options.token === undefined ? "no token" : "bearer token required";
  report(`listening on ${endpoint.url} (${guard}); Ctrl-C ends it`);
  return exitOf(await shutdown.finished, surroundings);
}
