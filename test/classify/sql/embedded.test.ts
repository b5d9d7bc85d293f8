import { expect, test } from "vitest";
import { renderResource } from "../../../src/classify/access.ts";
import { loadSql, type SqlDialect } from "../../../src/classify/sql/classify-sql.ts";

const classify = await loadSql();
const verdictOf = (sql: string, dialect: SqlDialect): string => classify(sql, dialect).verdict;

test.each([
  ["SELECT 1; DROP TABLE t", "stateful", "SELECT '1; DROP TABLE t'"],
  ["SELECT 'a\\\\'; DROP TABLE t; -- '", "stateful", "SELECT 'a\\'; DROP TABLE t; -- '"],
  ["SELECT 1 --1; DROP TABLE t", "stateful", "SELECT 1 -- 1; DROP TABLE t"],
  ["SELECT 1 /* */; DROP TABLE t", "stateful", "SELECT 1 /* ; DROP TABLE t */"],
  ["SELECT 1 /*! INTO OUTFILE 'x' */", "unknown", "SELECT 1 /* INTO OUTFILE 'x' */"],
  ["SELECT 1 /*!50000 ; DROP TABLE t */", "unknown", "SELECT /*!40001 SQL_NO_CACHE */ 1"],
  ["SELECT 1 /*!99999 , my_func() */", "unknown", "SELECT 1 /*!99999 , now() */"],
  ["SELECT /*! 1, */ /*! 2, */ 3", "unknown", "SELECT /*! 1, */ 3"],
  ["/*M! DROP TABLE t */", "stateful", "/* DROP TABLE t */ SELECT 1"],
  ["SELECT my_func(1)", "unknown", "SELECT abs(1)"],
  ["SELECT db.abs(1)", "unknown", "SELECT db.abs"],
  ["SELECT `abs`(1)", "unknown", "SELECT `abs`"],
  ["SELECT @a := 1", "stateful", "SELECT @a = 1"],
  ["SELECT a INTO @x FROM t", "stateful", "SELECT a AS intox FROM t"],
  ["SELECT * FROM t LOCK IN SHARE MODE", "stateful", "SELECT * FROM t"],
  ["SELECT * FROM t FOR SHARE", "stateful", "SELECT SUBSTRING(a FROM 1 FOR 2) FROM t"],
  ["SELECT NEXT VALUE FOR s", "stateful", "SELECT value FROM s"],
  ["SELECT GET_LOCK('a', 1)", "stateful", "SELECT IS_FREE_LOCK('a')"],
  ["SELECT LAST_INSERT_ID(5)", "stateful", "SELECT LAST_INSERT_ID()"],
  ["SELECT 1.0INTO @x", "unknown", "SELECT 1.0, 1e5, 0x1F"],
  ["EXPLAIN ANALYZE UPDATE t SET a = 1", "stateful", "EXPLAIN UPDATE t SET a = 1"],
  ["EXPLAIN SELECT * FROM (SELECT my_func()) x", "unknown", "EXPLAIN SELECT * FROM (SELECT 1) x"],
  ["EXPLAIN FORMAT=JSON INTO @x SELECT 1", "stateful", "EXPLAIN FORMAT=JSON SELECT 1"],
  ["SHOW STATUS WHERE my_func()", "unknown", "SHOW STATUS WHERE Variable_name LIKE 'x'"],
  ["START TRANSACTION", "stateful", "START TRANSACTION READ ONLY; SELECT 1; COMMIT"],
  ["BEGIN NOT ATOMIC DELETE FROM t; END", "stateful", "BEGIN; SELECT 1; COMMIT"],
  ["PREPARE p FROM 'DROP TABLE t'", "unknown", "DESC t"],
  ["DO RELEASE_LOCK('a')", "unknown", "SELECT 1"],
  ["WITH x AS (SELECT 1) DELETE FROM t", "stateful", "WITH x (a) AS (SELECT 1) SELECT * FROM x"],
  ["SELECT * FROM t PROCEDURE ANALYSE()", "stateful", "SHOW PROCEDURE STATUS LIKE 'x'"],
])("in MySQL %j is %s, %j is read-only", (changing, verdict, reading) => {
  expect([verdictOf(changing, "mysql"), verdictOf(reading, "mysql")]).toEqual([
    verdict,
    "read-only",
  ]);
});

test.each([
  ["SELECT 'a\\'; DROP TABLE t; --'", "stateful", "SELECT 'a''; DROP TABLE t; --'"],
  ["SELECT 1 /* */; DROP TABLE t", "stateful", "SELECT 1 /* ; DROP TABLE t"],
  ["SELECT my_func(1)", "unknown", "SELECT abs(1)"],
  ['SELECT "abs"(1)', "unknown", 'SELECT "abs"'],
  ["SELECT [abs](1)", "unknown", "SELECT [abs]"],
  ["SELECT load_extension('x')", "stateful", "SELECT sqlite_version()"],
  ["SELECT writefile('x', 'y')", "stateful", "SELECT hex('x')"],
  ["PRAGMA user_version = 5", "stateful", "PRAGMA user_version"],
  ["PRAGMA main.user_version(5)", "stateful", "PRAGMA main.user_version"],
  ["PRAGMA journal_mode(WAL)", "stateful", "PRAGMA table_info(t)"],
  ["PRAGMA table_info = t", "stateful", "PRAGMA table_info('t')"],
  ["PRAGMA optimize", "stateful", "PRAGMA integrity_check"],
  ["PRAGMA something_new", "unknown", "PRAGMA compile_options"],
  ["SELECT * FROM pragma_optimize", "unknown", "SELECT * FROM pragma_user_version"],
  ["SELECT 1 IN 'pragma_optimize'", "unknown", "SELECT 'optimize'"],
  ["EXPLAIN PRAGMA user_version = 5", "unknown", "EXPLAIN DELETE FROM t"],
  ["EXPLAIN QUERY PLAN PRAGMA optimize", "unknown", "EXPLAIN QUERY PLAN SELECT 1"],
  ["BEGIN IMMEDIATE; SELECT 1; COMMIT", "stateful", "BEGIN DEFERRED; SELECT 1; END"],
  ["ATTACH 'x' AS y", "stateful", "PRAGMA database_list"],
  ["VACUUM INTO 'x'", "stateful", "SELECT 'VACUUM INTO x'"],
  [".shell rm x", "unknown", "SELECT 1"],
  ["INSERT INTO ft(ft) VALUES('rebuild')", "stateful", "SELECT * FROM ft WHERE ft MATCH 'rebuild'"],
])("in SQLite %j is %s, %j is read-only", (changing, verdict, reading) => {
  expect([verdictOf(changing, "sqlite"), verdictOf(reading, "sqlite")]).toEqual([
    verdict,
    "read-only",
  ]);
});

test.each([
  // A string in one system ends earlier in another.
  ["SELECT 'a\\'; DELETE FROM t; --'", "SELECT 'a''; DELETE FROM t; --'"],
  ["SELECT 'a\\\\'; DELETE FROM t; -- '", "SELECT 'a; DELETE FROM t; -- '"],
  // What is a comment in one is code in another.
  ["SELECT 1 --1\n; DELETE FROM t", "SELECT 1 -- ; DELETE FROM t"],
  ["SELECT 1 # ; DELETE FROM t", "SELECT 1 /* ; DELETE FROM t */"],
  ["SELECT 1 /* /* */; DELETE FROM t -- */", "SELECT 1 /* ; DELETE FROM t -- */"],
  ["SELECT $$; DELETE FROM t; --$$", "SELECT '$$; DELETE FROM t; --$$'"],
  ["SELECT my_func(1)", "SELECT lower('A'), now(), ifnull(1, 2), date('now')"],
  ["SELECT get_lock('a', 1)", "SELECT coalesce(NULL, 1)"],
  ["SELECT nextval('s')", "SELECT max(id) FROM s"],
])("for any system %j is not read-only, %j is", (changing, reading) => {
  expect(verdictOf(changing, "any")).not.toBe("read-only");
  expect(verdictOf(reading, "any")).toBe("read-only");
});

test.each<[SqlDialect, string, string[]]>([
  [
    "mysql",
    "SELECT * FROM a, b JOIN db.c ON 1",
    ["read table:a", "read table:b", "read table:db.c"],
  ],
  ["mysql", "SELECT * FROM (SELECT * FROM a) x, `B`", ["read table:a", "read table:b"]],
  ["mysql", "INSERT INTO t SELECT * FROM u", ["read table:u", "write table:t"]],
  ["mysql", "UPDATE t SET a = 1", ["write table:t"]],
  ["mysql", "UPDATE t, u SET t.a = 1", ["write sql"]],
  ["mysql", "DELETE FROM t WHERE a IN (SELECT b FROM u)", ["read table:u", "write table:t"]],
  ["mysql", "DELETE FROM t WHERE my_func(a)", ["write everything"]],
  ["sqlite", "CREATE TABLE IF NOT EXISTS main.t (a)", ["write sql:catalog", "write table:main.t"]],
  ["sqlite", "DROP TABLE t", ["write sql:catalog", "write table:t"]],
  ["mysql", "DROP TABLE t, u", ["write sql"]],
  ["sqlite", "SELECT readfile('x')", ["read file:/"]],
  ["any", "INSERT INTO t1 VALUES (1)", ["write table:t1"]],
])("%s: %s touches %j", (dialect, sql, expected) => {
  const shown = classify(sql, dialect)
    .accesses.map(({ mode, resource }) => `${mode} ${renderResource(resource)}`)
    .filter((access) => access !== "read sql:session");
  expect(shown.sort()).toEqual(expected);
});

test.each([
  "'",
  '"',
  "`",
  "[",
  "/*",
  "/*!",
  "(",
  ",",
  "a.",
  "1e",
  "--",
  "\\",
  "FROM ",
  "SELECT(",
  "@",
])("64 KiB of %j are answered", (piece) => {
  const sql = `SELECT ${piece.repeat(Math.floor(65_000 / piece.length))}`;
  for (const dialect of ["sqlite", "mysql"] as const) {
    expect(["read-only", "unknown", "stateful"]).toContain(verdictOf(sql, dialect));
  }
});
