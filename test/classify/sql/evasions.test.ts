import { assert, constantFrom, integer, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { loadSql, type SqlDialect } from "../../../src/classify/sql/classify-sql.ts";

const classify = await loadSql();
const verdictOf = (sql: string, dialect: SqlDialect): string => classify(sql, dialect).verdict;

/** Statements that only read, in every dialect; none contains a place that hides another text. */
const READING = [
  "SELECT 1",
  "SELECT a, b FROM t1 WHERE c = 5",
  "SELECT count(*) FROM t1 JOIN t2 ON t1.id = t2.id GROUP BY t1.a HAVING count(*) > 1",
  "SELECT 'x; y' AS note FROM t1 ORDER BY 1 LIMIT 3",
  "WITH x AS (SELECT a FROM t1) SELECT * FROM x",
  "SELECT upper(a) FROM t1 UNION ALL SELECT lower(b) FROM t2",
  "SELECT CASE WHEN a > 1 THEN 'p' ELSE 'q' END FROM t1",
];

const WRITING = [
  "DELETE FROM t1",
  "UPDATE t1 SET a = 1",
  "INSERT INTO t1 VALUES (1)",
  "DROP TABLE t1",
  "CREATE TABLE t9 (a int)",
  "ALTER TABLE t1 ADD COLUMN z int",
];

/** Expressions with an effect, by dialect. */
const EFFECTS: Record<"postgres" | "mysql" | "sqlite", string[]> = {
  postgres: [
    "nextval('s')",
    "setval('s', 1)",
    "set_config('a', 'b', false)",
    "pg_advisory_lock(1)",
    "my_func(1)",
    "public.upper('a')",
    '"my func"(1)',
    "(SELECT nextval('s'))",
    "1 OPERATOR(public.+) 2",
    "'a'::public.kind",
  ],
  mysql: ["my_func(1)", "db.upper('a')", "`upper`(1)", "GET_LOCK('a', 1)", "@x := 1", "f ()"],
  sqlite: ["my_func(1)", "load_extension('x')", '"upper"(1)', "writefile('a', 'b')", "[f](1)"],
};

/** Where an expression may stand in a query. */
const PLACES: ((expression: string) => string)[] = [
  (e) => `SELECT ${e}`,
  (e) => `SELECT a FROM t1 WHERE ${e} IS NOT NULL`,
  (e) => `SELECT a FROM t1 ORDER BY ${e}`,
  (e) => `SELECT a FROM t1 GROUP BY a HAVING ${e} = 1`,
  (e) => `SELECT CASE WHEN a = 1 THEN ${e} END FROM t1`,
  (e) => `SELECT coalesce(NULL, ${e})`,
  (e) => `WITH x AS (SELECT ${e} AS v) SELECT * FROM x`,
  (e) => `SELECT * FROM (SELECT ${e} AS v) AS s`,
  (e) => `SELECT 1 UNION ALL SELECT ${e}`,
  (e) => `SELECT 1 WHERE 1 IN (SELECT ${e})`,
  (e) => `SELECT t1.a FROM t1 JOIN t2 ON t1.id = t2.id AND ${e} = 1`,
  (e) => `VALUES (${e})`,
  (e) => `SELECT sum(a) OVER (PARTITION BY ${e}) FROM t1`,
  (e) => `BEGIN; SELECT ${e}; COMMIT`,
];

/** Ways to put a second statement behind, before or into a reading one, in any dialect. */
const ROUTES: Record<string, (read: string, write: string) => string> = {
  "a semicolon": (read, write) => `${read};${write}`,
  "before it": (read, write) => `${write}; ${read}`,
  "empty statements": (read, write) => `;;${read};;;${write};`,
  "a comment before it": (read, write) => `${read} /* x */;/* y */ ${write}`,
  "a line comment that ended": (read, write) => `${read} -- x\n; ${write}`,
  "a comment that seems open": (read, write) => `/* ' */ ${read}; ${write} /* ' */`,
  "a string that seems open": (_, write) => `SELECT 'it''s'; ${write}; SELECT 'x'`,
  "a quoted name that seems open": (_, write) => `SELECT 1 AS "a""b"; ${write}; SELECT ''`,
  "a transaction": (read, write) => `BEGIN; ${read}; ${write}; COMMIT`,
  "a transaction that is undone": (read, write) => `BEGIN; ${write}; ROLLBACK; ${read}`,
  "white space of all sorts": (read, write) => `${read}\t;\r\n\f${write}`,
  "a leading comment": (read, write) => `/* ${read} */ ${write}`,
  "a leading line comment": (read, write) => `-- ${read}\n${write}`,
};

const dialects: SqlDialect[] = ["postgres", "mysql", "sqlite", "any"];

describe("a writing statement", () => {
  test.each(Object.entries(ROUTES))("is never read-only through %s", (_, route) => {
    assert(
      property(
        constantFrom(...dialects),
        constantFrom(...READING),
        constantFrom(...WRITING),
        (dialect, read, write) => verdictOf(route(read, write), dialect) !== "read-only",
      ),
      { numRuns: 60 },
    );
  });

  test("is never read-only with its letters in any case", () => {
    assert(
      property(
        constantFrom(...dialects),
        constantFrom(...WRITING),
        integer(),
        (dialect, write, seed) => {
          const mixed = write
            .split("")
            .map((letter, index) =>
              (seed >> (index % 31)) & 1 ? letter.toUpperCase() : letter.toLowerCase(),
            );
          return verdictOf(mixed.join(""), dialect) !== "read-only";
        },
      ),
    );
  });

  test("is never read-only as a part of a query in PostgreSQL", () => {
    const parts = ["DELETE FROM t1", "UPDATE t1 SET a = 1", "INSERT INTO t1 VALUES (1)"];
    const around: ((part: string) => string)[] = [
      (part) => `WITH x AS (${part} RETURNING *) SELECT * FROM x`,
      (part) => `WITH x AS (SELECT 1), y AS MATERIALIZED (${part} RETURNING 1) SELECT 1`,
      (part) => `EXPLAIN ANALYZE ${part}`,
      (part) => `EXPLAIN (VERBOSE, ANALYZE) WITH x AS (${part} RETURNING 1) SELECT 1`,
      (part) => `COPY (${part} RETURNING *) TO STDOUT`,
      (part) => `PREPARE p AS ${part}; EXECUTE p; DEALLOCATE p`,
      (part) => `DECLARE c CURSOR FOR WITH x AS (${part} RETURNING 1) SELECT 1`,
      (part) => `CREATE VIEW v AS WITH x AS (${part} RETURNING 1) SELECT 1`,
    ];
    for (const part of parts) {
      for (const route of around) expect(verdictOf(route(part), "postgres")).not.toBe("read-only");
    }
  });
});

describe("an expression with an effect", () => {
  test.each(Object.keys(EFFECTS) as (keyof typeof EFFECTS)[])(
    "is never read-only wherever it stands in %s",
    (dialect) => {
      assert(
        property(
          constantFrom(...EFFECTS[dialect]),
          constantFrom(...PLACES),
          (effect, place) => verdictOf(place(effect), dialect) !== "read-only",
        ),
        { numRuns: 200 },
      );
    },
  );

  test("leaves the same places read-only once it is gone", () => {
    for (const place of PLACES) expect(verdictOf(place("abs(1)"), "postgres")).toBe("read-only");
  });
});

describe("a harmless respelling", () => {
  /** Within the statement, and around it. */
  const WITHIN: ((sql: string) => string)[] = [
    (sql) => sql.replace("'x; y'", "'xy'").replaceAll(" ", " /* INSERT */ "),
    (sql) => sql.replace("'x; y'", "'xy'").replaceAll(" ", "\r\n\t"),
    (sql) => sql.toLowerCase(),
    (sql) => sql.replace("SELECT 1", "SELECT 'DELETE FROM t1'"),
  ];
  const AROUND: ((sql: string) => string)[] = [
    (sql) => ` \n\t${sql}  `,
    (sql) => `${sql};`,
    (sql) => `${sql} -- DELETE FROM t1`,
    (sql) => `/* DROP TABLE t1; */ ${sql}`,
    (sql) => `${sql}\n; ${sql}`,
    (sql) => `BEGIN; ${sql}\n; COMMIT`,
    (sql) => `EXPLAIN ${sql}`,
  ];

  test.each(dialects)("keeps a query read-only in %s", (dialect) => {
    assert(
      property(
        constantFrom(...READING),
        constantFrom(...AROUND),
        constantFrom(...WITHIN),
        (read, outer, inner) => {
          expect(verdictOf(outer(inner(read)), dialect)).toBe("read-only");
        },
      ),
      { numRuns: 200 },
    );
  });
});
