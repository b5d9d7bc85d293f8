/** A nightly job that must run on one machine only. DATABASE_URL names the PostgreSQL. */
import { Pool } from "pg";
import { tryWithAdvisoryLock } from "./advisory-lock.js";

export async function scaffolded(machine: string, pool: Pool): Promise<void> {
  const report = async (): Promise<void> => {
    process.stdout.write(`${machine} writes the report\n`);
    if (machine === "machine 1") await scaffolded("machine 2", pool); // It comes meanwhile.
  };
  const done = await tryWithAdvisoryLock(pool, "nightly-report", report);
  if (done === undefined) process.stdout.write(`${machine} has nothing to do\n`);
}

const pool = new Pool({
  connectionString: process.env["DATABASE_URL"],
  connectionTimeoutMillis: 5000,
});
await scaffolded("machine 1", pool);
await pool.end();
