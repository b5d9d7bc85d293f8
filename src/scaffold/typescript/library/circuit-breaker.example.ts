/** A service that is down, with opossum: after five failures callers are refused at once. */
import { CircuitBreaker, CircuitOpen } from "./circuit-breaker.js";

const timeoutMs = 1_000; // knob: timeoutMs

const breaker = new CircuitBreaker({ failureRatio: 0.5, callsMin: 5, openMs: 2_000 });

/** Asks the service, each call with a time limit: without one a probe could hang for ever. */
export async function scaffolded(path: string): Promise<string> {
  return breaker.run(() => fetchRates(path, AbortSignal.timeout(timeoutMs)));
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
breaker.shutdown();
