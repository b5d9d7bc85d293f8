/** A nightly job that must run on one machine only. DATABASE_URL names the PostgreSQL. */
import { Client } from "pg";
import { tryAdvisoryLock } from "./advisory-lock.js";

export async function scaffolded(machine: string, client: Client): Promise<void> {
  await client.query("BEGIN");
  const mine = await tryAdvisoryLock(client, "nightly-report");
  process.stdout.write(`${machine} ${mine ? "writes the report" : "has nothing to do"}\n`);
}

const machines = [1, 2].map(() => new Client({ connectionString: process.env["DATABASE_URL"] }));
for (const [n, client] of machines.entries()) {
  await client.connect();
  await scaffolded(`machine ${n + 1}`, client);
}
for (const client of machines) {
  await client.query("COMMIT");
  await client.end();
}
