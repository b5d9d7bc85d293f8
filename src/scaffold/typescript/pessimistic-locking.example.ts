/** A transfer between two accounts. DATABASE_URL names the PostgreSQL. */
import { Pool } from "pg";
import { inTransaction, lockRows } from "./pessimistic-locking.js";

const pool = new Pool({
  connectionString: process.env["DATABASE_URL"],
  connectionTimeoutMillis: 5000,
});
await pool.query("CREATE TABLE purse (id int PRIMARY KEY, cents int)");
await pool.query("INSERT INTO purse VALUES (3, 0), (7, 900)");

const left = await inTransaction(
  () => pool.connect(),
  async (client) => {
    const { rows } = await client.query<{ id: number; cents: number }>(lockRows("purse"), [[7, 3]]);
    const payer = rows.find(({ id }) => id === 7);
    if (payer === undefined || payer.cents < 500) throw new Error("not enough");
    await client.query("UPDATE purse SET cents = cents - 500 WHERE id = 7");
    await client.query("UPDATE purse SET cents = cents + 500 WHERE id = 3");
    return payer.cents - 500;
  },
);
process.stdout.write(`${left} cents left\n`);
await pool.query("DROP TABLE purse");
await pool.end();
