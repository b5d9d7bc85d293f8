/** Two producers, three consumers, and a few items in between. */
import { setImmediate as turn } from "node:timers/promises";
import { Channel } from "../../primitives/channel.js";
import { type Scope, scope } from "../../primitives/scope.js";

const limit = 4; // knob: limit

/** Sums what both producers make; an error of anybody ends all of them. */
export async function scaffolded(count: number, signal?: AbortSignal): Promise<number> {
  const numbers = new Channel<number>(limit);
  let sum = 0;

  const produce = async (own: AbortSignal): Promise<void> => {
    for (let n = 1; n <= count; n += 1) await numbers.put(n, { signal: own });
  };
  const consume = async (own: AbortSignal): Promise<void> => {
    for await (const n of numbers.items({ signal: own })) {
      await turn(undefined, { signal: own });
      sum += n;
    }
  };
  const run = async (tasks: Scope): Promise<void> => {
    for (let n = 0; n < 3; n += 1) void tasks.spawn(consume);
    await Promise.all([tasks.spawn(produce), tasks.spawn(produce)]);
    numbers.close(); // In one place, when all producers have ended.
  };
  await scope(run, { signal });
  return sum;
}

process.stdout.write(`sum ${await scaffolded(10)}\n`);
