import { serveHttp } from "../wire/http.js";
import { createFactory, reporter, untilSignal, type ServeOptions } from "./serve.js";
import { EXIT, type Surroundings } from "./surroundings.js";

/** How long requests in flight may go on after the order to stop, in milliseconds. */
const DRAIN_MS = 5_000;

/** Serves any number of clients over HTTP on the loopback address until a signal ends it. */
export async function serveOverHttp(
  surroundings: Surroundings,
  options: ServeOptions & { port: number; token?: string | undefined },
): Promise<number> {
  const { factory, close } = await createFactory(surroundings, options, false);
  const report = reporter(surroundings);
  const { port, token } = options;
  const endpoint = await serveHttp(factory, { port, token, report });
  const guard = options.token === undefined ? "no token" : "bearer token required";
  report(`listening on ${endpoint.url} (${guard}); Ctrl-C ends it`);
  await untilSignal(surroundings);
  await endpoint.close(DRAIN_MS);
  await close();
  return EXIT.ok;
}
