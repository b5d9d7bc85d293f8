/** A service that is down: after five failures callers are refused without waiting for it. */
import { CircuitBreaker, CircuitOpen } from "../../primitives/circuit-breaker.js";
import { withTimeout } from "../../primitives/with-timeout.js";

const timeoutMs = 1_000; // knob: timeoutMs

const breaker = new CircuitBreaker({ failureRatio: 0.5, callsMin: 5, openMs: 2_000 });

/** Asks the service, each call with a timeout: without one a probe could hang for ever. */
export async function scaffolded(path: string, signal?: AbortSignal): Promise<string> {
  const call = (): Promise<string> =>
    withTimeout((own) => fetchRates(path, own), { timeoutMs, signal });
  return breaker.run(call, { signal });
}

/** Stands for a request. */
async function fetchRates(path: string, signal: AbortSignal): Promise<string> {
  signal.throwIfAborted();
  throw new Error(`503 for ${path}`);
}

let refused = 0;
for (let n = 0; n < 20; n += 1) {
  try {
    await scaffolded("/rates");
  } catch (error) {
    if (error instanceof CircuitOpen) refused += 1;
  }
}
process.stdout.write(`${20 - refused} calls reached the service, ${refused} were refused\n`);
