/** A transfer between two accounts. DATABASE_URL names the PostgreSQL. */
import { Pool, type PoolClient } from "pg";
import { inTransaction, lockRows } from "./pessimistic-locking.js";

const pool = new Pool({
  connectionString: process.env["DATABASE_URL"],
  connectionTimeoutMillis: 5000,
});
const timeoutMs = 2_000; // knob: timeoutMs

/** Moves cents from one wallet to another; answers what the payer has left. */
export async function scaffolded(from: number, to: number, cents: number): Promise<number> {
  const transfer = async (client: PoolClient): Promise<number> => {
    const ids = [[from, to]];
    const { rows } = await client.query<{ id: number; cents: number }>(lockRows("wallet"), ids);
    const payer = rows.find(({ id }) => id === from);
    if (payer === undefined || payer.cents < cents) throw new Error("not enough");
    const move = "UPDATE wallet SET cents = cents + $2 WHERE id = $1";
    await client.query(move, [from, -cents]);
    await client.query(move, [to, cents]);
    return payer.cents - cents;
  };
  return inTransaction(pool, transfer, { lockTimeoutMs: timeoutMs });
}

await pool.query("CREATE TABLE wallet (id int PRIMARY KEY, cents int)");
await pool.query("INSERT INTO wallet VALUES (3, 0), (7, 900)");

const left = await scaffolded(7, 3, 500);
process.stdout.write(`${left} cents left\n`);
await pool.query("DROP TABLE wallet");
await pool.end();
