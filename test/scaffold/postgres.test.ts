import { existsSync } from "node:fs";
import { Client } from "pg";
import { expect, test } from "vitest";
import { startPostgres } from "./postgres.ts";

test("a PostgreSQL starts from npm alone, answers, and leaves nothing behind", async () => {
  const postgres = await startPostgres();
  const folder = postgres.url.split("host=")[1] ?? "";
  try {
    const client = new Client(postgres.url);
    await client.connect();
    const { rows } = await client.query("SELECT 6 * 7 AS answer");
    expect(rows).toEqual([{ answer: 42 }]);
    expect(existsSync(folder)).toBe(true);
    await client.end();
  } finally {
    await postgres.stop();
  }
  expect(existsSync(folder)).toBe(false);
});
