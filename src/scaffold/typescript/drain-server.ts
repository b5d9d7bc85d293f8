// Ends an HTTP server without hanging and without cutting an answer off.
//
// `server.close()` alone closes what is idle at that moment. A connection that is busy then is
// answered with `keep-alive`, stays open for `keepAliveTimeout` (5 s) and goes on being served, and
// `close` waits for it. So every answer under way says `Connection: close`, and one whose headers
// had left already is closed as soon as it is idle.

import type { Server, ServerResponse } from "node:http";

/**
 * Call it before the server listens; it returns the step that drains. From then on new connections
 * are refused and requests under way are answered. When the step's signal is aborted, what is left
 * is cut off. WebSockets and other upgraded connections are yours to close.
 */
export function drainServer(server: Server): (signal: AbortSignal) => Promise<void> {
  const underWay = new Set<ServerResponse>();
  let draining = false;
  server.prependListener("request", (_request, response) => {
    underWay.add(response);
    response.shouldKeepAlive &&= !draining;
    response.once("close", () => {
      underWay.delete(response);
      if (draining) setImmediate(() => server.closeIdleConnections());
    });
  });
  return async (signal) => {
    draining = true;
    for (const response of underWay) response.shouldKeepAlive = false;
    const cutOff = (): void => server.closeAllConnections();
    const closed = new Promise<void>((resolve, reject) => {
      server.close((error) => (error === undefined ? resolve() : reject(error)));
    });
    if (signal.aborted) cutOff();
    else signal.addEventListener("abort", cutOff, { once: true });
    try {
      await closed;
    } finally {
      signal.removeEventListener("abort", cutOff);
    }
  };
}
