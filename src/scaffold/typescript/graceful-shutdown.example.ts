/** Five requests are under way when SIGTERM comes, and are answered. `wait` waits for yours. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { GracefulShutdown } from "../../primitives/graceful-shutdown.js";
import { drainServer } from "./drain-server.js";

const timeoutMs = 8_000; // knob: timeoutMs

const shutdown = new GracefulShutdown({ graceMs: timeoutMs }); // Before anything is opened.

/** Serves until the shutdown begins; resolves with the server's address. */
export async function scaffolded(): Promise<string> {
  shutdown.add("database", () => process.stdout.write("database closed\n"));
  const server = createServer((request, response) => {
    // A load balancer that asks learns here that it should send requests elsewhere.
    if (request.url === "/ready") response.statusCode = shutdown.signal.aborted ? 503 : 200;
    const workMs = request.url === "/ready" ? 0 : 50;
    setTimeout(() => response.end("done"), workMs);
  });
  shutdown.add("http server", drainServer(server));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const address = await scaffolded();
if (process.argv.includes("wait")) process.stdout.write(`${address}, process ${process.pid}\n`);
else {
  const signal = AbortSignal.timeout(timeoutMs);
  const answers = Array.from({ length: 5 }, async () => (await fetch(address, { signal })).text());
  await fetch(`${address}/ready`, { signal });
  process.kill(process.pid, "SIGTERM");
  process.stdout.write(`${(await Promise.all(answers)).join(" ")}\n`);
}
const { reason, errors, exitCode } = await shutdown.finished;
process.stdout.write(`stopped by ${String(reason)} with ${errors.length} errors\n`);
process.exitCode = exitCode;
