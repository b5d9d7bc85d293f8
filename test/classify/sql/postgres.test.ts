import { expect, test } from "vitest";
import { renderResource } from "../../../src/classify/access.ts";
import { classifySql, loadSql } from "../../../src/classify/sql/classify-sql.ts";

const classify = await loadSql();
const verdictOf = (sql: string): string => classify(sql, "postgres").verdict;
const footprint = (sql: string): string[] =>
  classify(sql, "postgres")
    .accesses.map(({ mode, resource }) => `${mode} ${renderResource(resource)}`)
    .filter((access) => access !== "read sql:session");

/** A statement that changes something, or may, beside the nearest one that only reads. */
test.each([
  ["select nextval('s')", "stateful", "select currval('s')"],
  ["select set_config('a', 'b', true)", "stateful", "select current_setting('a')"],
  ["select pg_advisory_lock(1)", "stateful", "select * from pg_locks"],
  ["select pg_terminate_backend(1)", "stateful", "select pg_backend_pid()"],
  ["select pg_notify('a', 'b')", "stateful", "select pg_sleep(1)"],
  ["select lo_export(1, '/x')", "stateful", "select lo_get(1)"],
  ["select query_to_xml('x', true, true, '')", "stateful", "select xmlcomment('x')"],
  ["select * from dblink('x', 'y') as t(a int)", "stateful", "select * from unnest(array[1])"],
  ["select my_func(1)", "unknown", "select abs(1)"],
  ["select my_schema.abs(1)", "unknown", "select pg_catalog.abs(1)"],
  ["select 1 operator(mine.+) 2", "unknown", "select 1 operator(pg_catalog.+) 2"],
  ["select 1 === 2", "unknown", "select 1 = 2"],
  ["select 'x'::mine.type", "unknown", "select 'x'::text"],
  ["select * from t tablesample mine(1)", "unknown", "select * from t tablesample system(1)"],
  ["select * from t order by a using ===", "unknown", "select * from t order by a using <"],
  ["select a into x from t", "stateful", "select a as into_x from t"],
  ["select * from t for update", "stateful", "select * from t -- for update"],
  ["select * from t where a in (select b from u for share)", "stateful", "select * from t"],
  [
    "with d as (delete from t returning *) select * from d",
    "stateful",
    "with d as (select 1) select * from d",
  ],
  ["with x as (select my_func()) select 1", "unknown", "with x as (select now()) select 1"],
  ["explain analyze delete from t", "stateful", "explain delete from t"],
  [
    "explain (analyze on) insert into t values (1)",
    "stateful",
    "explain (analyze off) insert into t values (1)",
  ],
  [
    "explain (analyze false, analyze) delete from t",
    "stateful",
    "explain (analyze false) delete from t",
  ],
  ["explain select my_func(1)", "unknown", "explain select nextval('s')"],
  ["explain execute x", "unknown", "explain select 1"],
  ["copy t from stdin", "stateful", "copy t to stdout"],
  ["copy t to '/x'", "stateful", "copy (select 1) to stdout"],
  ["copy (select 1) to program 'x'", "stateful", "copy (select 1) to stdout csv"],
  ["copy (select my_func()) to stdout", "unknown", "copy (select now()) to stdout"],
  ["begin; select 1", "stateful", "begin; select 1; commit"],
  ["select 1; commit", "stateful", "begin; select 1; rollback"],
  ["begin; select 1; commit and chain", "stateful", "begin; select 1; commit and no chain"],
  ["begin; delete from t; rollback", "stateful", "begin; select * from t; rollback"],
  ["set transaction read only", "stateful", "begin; set transaction read only; select 1; end"],
  ["set local work_mem = '1MB'", "stateful", "show work_mem"],
  ["prepare p as select 1", "stateful", "prepare p as select 1; execute p; deallocate p"],
  [
    "prepare p as delete from t; execute p; deallocate p",
    "stateful",
    "prepare p as select 1; deallocate p",
  ],
  ["execute p", "unknown", "prepare p as table t; execute p; deallocate p"],
  [
    "fetch 1 from c",
    "stateful",
    "begin; declare c cursor for select 1; fetch 1 from c; close c; end",
  ],
  [
    "begin; declare c cursor with hold for select 1; end",
    "stateful",
    "begin; declare c cursor for select 1; end",
  ],
  ["do $$ begin end $$", "unknown", "select $$ begin end $$"],
  ["call p()", "unknown", "values (1)"],
  ["select 1; drop table t", "stateful", "select '1; drop table t'"],
  ["select $a$;$b$;$a$; drop table t --$a$", "stateful", "select $a$;$b$; drop table t --$a$"],
  ["select /* /* */ 1; */ 2; drop table t", "stateful", "select /* /* */ 1; drop table t */ 2"],
  ["values (nextval('s'))", "stateful", "values (1)"],
  [
    "select count(*) filter (where my_func()) from t",
    "unknown",
    "select count(*) filter (where a) from t",
  ],
  [
    "select * from t join lateral my_func(a) on true",
    "unknown",
    "select * from t join lateral generate_series(1, a) on true",
  ],
  ["selec 1", "unknown", "select 1"],
  ["", "unknown", "select"],
  [";", "unknown", "; select 1;"],
])("%j is %s, %j is read-only", (changing, verdict, reading) => {
  expect([verdictOf(changing), verdictOf(reading)]).toEqual([verdict, "read-only"]);
});

test.each([
  ["select * from t", ["read table:t"]],
  ["select * from s.t join u on true", ["read table:s.t", "read table:u"]],
  ["select * from information_schema.columns", ["read sql:catalog"]],
  ["select 1", []],
  ["insert into t select * from u", ["read table:u", "write table:t"]],
  ["insert into t select * from t", ["write table:t"]],
  ["update s.t set a = 1", ["write table:s.t"]],
  ["delete from t using u", ["read table:u", "write table:t"]],
  ["merge into t using u on t.a = u.a when matched then delete", ["read table:u", "write table:t"]],
  [
    "with d as (delete from t returning *) insert into u select * from d",
    ["read table:d", "write table:t", "write table:u"],
  ],
  ["create table t (a int)", ["write sql:catalog", "write table:t"]],
  ["create table t as select * from u", ["read table:u", "write sql:catalog", "write table:t"]],
  ["create index on t (a)", ["write sql:catalog", "write table:t"]],
  ["alter table t add b int", ["write sql:catalog", "write table:t"]],
  ["drop table t, s.u", ["write sql:catalog", "write table:s.u", "write table:t"]],
  ["drop table t cascade", ["write sql"]],
  ["truncate t, u", ["write table:t", "write table:u"]],
  ["truncate t cascade", ["write sql"]],
  ["vacuum", ["write sql:table"]],
  ["vacuum t", ["write table:t"]],
  ["select nextval('s.q'::regclass)", ["write table:s.q"]],
  ["select nextval(a) from t", ["read table:t", "write sql:table"]],
  ["select * from t for update", ["write table:t"]],
  ["set search_path to x", ["write sql:session"]],
  ["select pg_read_file('/x')", ["read file:/"]],
  ["copy t to '/x'", ["read table:t", "write file:/"]],
  ["select my_func(a) from t", ["write everything"]],
  ["delete from t where my_func(a)", ["write everything"]],
])("%s: %j", (sql, expected) => {
  expect(footprint(sql).sort()).toEqual(expected);
});

test("the evidence says what decides", () => {
  const { evidence, confidence, destructive } = classify("select my_func(1)", "postgres");
  expect(evidence.find(({ says }) => says === "unknown")).toEqual({
    source: "sql",
    says: "unknown",
    because: "nothing is known about the function my_func",
  });
  expect({ confidence, destructive }).toEqual({ confidence: "none", destructive: true });
  expect(classify("delete from t", "postgres").destructive).toBe(true);
  expect(classify("insert into t values (1)", "postgres").destructive).toBe(false);
});

test("a zero byte ends the text for the parser, not for us", () => {
  expect(verdictOf("select 1\0; drop table t")).toBe("unknown");
});

test("the longest text is read, one byte more is not", async () => {
  const padded = (bytes: number): string => `select 1${" ".repeat(bytes - 8)}`;
  expect(verdictOf(padded(64 * 1024))).toBe("read-only");
  expect((await classifySql(padded(64 * 1024 + 1))).verdict).toBe("unknown");
});

test.each([
  ["parentheses", `select ${"(".repeat(30_000)}1${")".repeat(30_000)}`],
  ["a sum", `select ${Array.from({ length: 20_000 }, () => "1").join("+")}`],
  ["unions", `select 1${" union select my_func()".repeat(2000)}`],
  ["open cases", `select ${"case when ".repeat(6000)}`],
])("%s nested or chained without end are not called read-only, nor do they throw", (_, sql) => {
  expect(verdictOf(sql)).not.toBe("read-only");
});

test("a run of operators that the scanner would read again and again is not parsed", () => {
  expect(verdictOf(`/* ${"*".repeat(500)} */ select 1`)).toBe("read-only");
  expect(verdictOf(`/* ${"*".repeat(512)} */ select 1`)).toBe("unknown");
});

test("a long chain that the parser takes is followed to its end", () => {
  expect(verdictOf(`select 1${" union select 2".repeat(3000)}`)).toBe("read-only");
});
