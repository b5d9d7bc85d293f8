/** Five withdrawals from one account at the same time. DATABASE_URL names the PostgreSQL. */
import { Pool } from "pg";
import { updateVersioned } from "./optimistic-locking.js";

const pool = new Pool({ connectionString: process.env["DATABASE_URL"] });
await pool.query("CREATE TABLE savings (id int PRIMARY KEY, cents int, version int)");
await pool.query("INSERT INTO savings VALUES (1, 1000, 0)");

const account = {
  async read(): Promise<{ value: number; version: number }> {
    const { rows } = await pool.query<{ value: number; version: number }>(
      "SELECT cents AS value, version FROM savings WHERE id = 1",
    );
    if (rows[0] === undefined) throw new Error("no such account");
    return rows[0];
  },
  async write(cents: number, version: number): Promise<number> {
    const { rowCount } = await pool.query(
      "UPDATE savings SET cents = $1, version = version + 1 WHERE id = 1 AND version = $2",
      [cents, version],
    );
    return rowCount ?? 0;
  },
};

export async function scaffolded(amount: number, signal?: AbortSignal): Promise<number> {
  const options = signal === undefined ? {} : { signal };
  return updateVersioned(account, (cents) => cents - amount, options);
}

await Promise.all(Array.from({ length: 5 }, () => scaffolded(100)));
const { value, version } = await account.read();
process.stdout.write(`${value} cents at version ${version}\n`);
await pool.query("DROP TABLE savings");
await pool.end();
