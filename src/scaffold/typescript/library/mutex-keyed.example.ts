/** Deposits to two accounts, with async-mutex: one at a time for each, both accounts at once. */
import { setImmediate as turn } from "node:timers/promises";
import { KeyedMutex } from "./mutex-keyed.js";

const balances = new Map<string, number>();
const accounts = new KeyedMutex<string>();

export async function scaffolded(
  account: string,
  cents: number,
  signal?: AbortSignal,
): Promise<number> {
  const deposit = async (): Promise<number> => {
    const balance = await load(account);
    await save(account, balance + cents);
    return balance + cents;
  };
  return accounts.run(account, deposit, signal);
}

/** Stands for a read from a store. */
async function load(account: string): Promise<number> {
  await turn();
  return balances.get(account) ?? 0;
}

/** Stands for a write to a store. */
async function save(account: string, cents: number): Promise<void> {
  await turn();
  balances.set(account, cents);
}

await Promise.all(
  Array.from({ length: 20 }, (_, n) => scaffolded(n % 2 === 0 ? "Ann" : "Bo", 100)),
);
process.stdout.write(`${[...balances].map(([name, cents]) => `${name} ${cents}`).join(", ")}\n`);
