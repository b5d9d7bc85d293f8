/** Five customers are told; who could not be told is listed with the reason. */
import { setImmediate as turn } from "node:timers/promises";
import { type Settled, settleAll } from "../../primitives/settle-all.js";

const limit = 4; // knob: limit

export async function scaffolded(
  customers: string[],
  signal?: AbortSignal,
): Promise<Settled<void>[]> {
  return settleAll(customers, (customer) => tell(customer), { limit, signal });
}

/** Stands for a request. */
async function tell(customer: string): Promise<void> {
  await turn();
  if (customer === "Mo") throw new Error("mailbox full");
}

const customers = ["Ann", "Bo", "Mo", "Kim", "Lee"];
for (const outcome of await scaffolded(customers)) {
  const how = outcome.status === "fulfilled" ? "told" : `failed, ${reasonOf(outcome.reason)}`;
  process.stdout.write(`${customers[outcome.index]}: ${how}\n`);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
