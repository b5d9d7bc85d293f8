/** Five withdrawals from one account at the same time. DATABASE_URL names the PostgreSQL. */
import { Pool } from "pg";
import { updateVersioned } from "./optimistic-locking.js";

const pool = new Pool({
  connectionString: process.env["DATABASE_URL"],
  connectionTimeoutMillis: 5000,
});
const savings = {
  read: "SELECT cents AS value, version FROM account_saved WHERE id = $1",
  write:
    "UPDATE account_saved SET cents = $1, version = version + 1 WHERE id = $2 AND version = $3",
};

export async function scaffolded(amount: number, signal?: AbortSignal): Promise<number> {
  return updateVersioned(pool, savings, 1, (cents: number) => cents - amount, { signal });
}

await pool.query("CREATE TABLE account_saved (id int PRIMARY KEY, cents int, version int)");
await pool.query("INSERT INTO account_saved VALUES (1, 1000, 0)");
await Promise.all(Array.from({ length: 5 }, () => scaffolded(100)));
const { rows } = await pool.query<{ cents: number; version: number }>(
  "SELECT cents, version FROM account_saved",
);
process.stdout.write(`${rows[0]?.cents} cents at version ${rows[0]?.version}\n`);
await pool.query("DROP TABLE account_saved");
await pool.end();
