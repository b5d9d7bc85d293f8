import { expect, test } from "vitest";
import { planCalls } from "../../src/classify/plan.ts";

type Given = [tool: string, args: Record<string, unknown>];

async function meet(...calls: Given[]): Promise<boolean> {
  const given = calls.map(([tool, args]) => ({ tool, arguments: args }));
  const { edges } = await planCalls({ root: "/srv", calls: given }, { home: "/home/ada" });
  return edges.length > 0;
}

/** Each pair that conflicts stands beside the nearest one that does not. */
test.each<[Given, Given, Given]>([
  [
    ["Write", { file_path: "a" }],
    ["read_file", { path: "./a" }],
    ["read_file", { path: "b" }],
  ],
  [
    ["write_file", { path: "src/a" }],
    ["Grep", { pattern: "x" }],
    ["Grep", { pattern: "x", path: "docs" }],
  ],
  [
    ["create_directory", { path: "src/new" }],
    ["list_directory", { path: "src" }],
    ["list_directory", { path: "src2" }],
  ],
  [
    ["move_file", { source: "a", destination: "b" }],
    ["read_file", { path: "b" }],
    ["read_file", { path: "c" }],
  ],
  [
    ["bash", { command: "cd src" }],
    ["bash", { command: "cat a" }],
    ["read_file", { path: "a" }],
  ],
  [
    ["bash", { command: "git commit -m x" }],
    ["bash", { command: "git log" }],
    ["read_file", { path: "a" }],
  ],
  [
    ["git_commit", { repo_path: "." }],
    ["bash", { command: "git status" }],
    ["git_status", { repo_path: "/other" }],
  ],
  [
    ["bash", { command: "psql -c 'delete from t'" }],
    ["execute_sql", { query: "select * from t" }],
    ["execute_sql", { query: "select * from u" }],
  ],
  [
    ["execute_sql", { query: "update t set a = 1" }],
    ["execute_sql", { query: "select * from s.t" }],
    ["execute_sql", { query: "select * from u" }],
  ],
  [
    ["execute_sql", { query: "insert into s.t values (1)" }],
    ["execute_sql", { query: "select * from t" }],
    ["execute_sql", { query: "select * from u.t" }],
  ],
  [
    ["http_request", { method: "PUT", url: "https://a.test/i/1" }],
    ["fetch", { url: "https://A.test:443/i/1?x" }],
    ["fetch", { url: "https://a.test/i/2" }],
  ],
  [
    ["update_issue", { owner: "o", repo: "r", issue_number: 1 }],
    ["list_issues", { owner: "o", repo: "r" }],
    ["get_issue", { owner: "o", repo: "r", issue_number: 2 }],
  ],
  [
    ["slack_post_message", { channel_id: "A" }],
    ["slack_search", { query: "x" }],
    ["slack_post_message", { channel_id: "B" }],
  ],
  [
    ["redis_set", { key: "a" }],
    ["redis_keys", { pattern: "*" }],
    ["redis_get", { key: "b" }],
  ],
  [
    ["pods_delete", { name: "p", namespace: "n" }],
    ["pods_list", {}],
    ["pods_list", { namespace: "m" }],
  ],
  [
    ["browser_click", { element: "x" }],
    ["browser_snapshot", {}],
    ["read_file", { path: "a" }],
  ],
  [
    ["create_entities", { entities: [] }],
    ["read_graph", {}],
    ["read_file", { path: "a" }],
  ],
  [
    ["write_file", { path: "~/a" }],
    ["read_file", { path: "/home/ada/a" }],
    ["read_file", { path: "~/b" }],
  ],
  [
    ["write_file", { path: "src/a.ts" }],
    ["read_many_files", { paths: ["src/*.ts"] }],
    ["read_file", { path: "src/[a].ts" }],
  ],
  [
    ["edit_files", { files: [{ path: "a" }, { file_path: "b" }] }],
    ["read_file", { path: "b" }],
    ["read_file", { path: "c" }],
  ],
  [
    ["delete_file", { owner: "o", repo: "r", path: "a" }],
    ["get_file_contents", { owner: "o", repo: "r", path: "a" }],
    ["read_file", { path: "a" }],
  ],
  [
    ["set_active_project", { id: 1 }],
    ["list_issues", {}],
    ["get_weather", { city: "x" }],
  ],
  [
    ["http_request", { method: "PUT", url: "http://a.test/i" }],
    ["fetch", { url: "https://a.test/i" }],
    ["fetch", { url: "https://a.test:8443/i" }],
  ],
  [
    ["http_request", { method: "POST", url: "https://a.test/i/_doc" }],
    ["http_request", { method: "POST", url: "https://a.test/i/_search" }],
    ["http_request", { method: "POST", url: "https://a.test/j/_search" }],
  ],
  [
    ["http_request", { method: "POST", url: "https://a.test/login" }],
    ["fetch", { url: "https://a.test/me" }],
    ["fetch", { url: "https://b.test/me" }],
  ],
  [
    ["execute_sql", { query: "begin" }],
    ["execute_sql", { query: "insert into t values (1)" }],
    ["execute_sql", { query: "select 1" }],
  ],
  [
    ["execute_sql", { query: "set role x" }],
    ["execute_sql", { query: "select current_user" }],
    ["execute_sql", { query: "select 'x'" }],
  ],
  [
    ["execute_sql", { query: "insert into t default values" }],
    ["execute_sql", { query: "select currval('t_id_seq')" }],
    ["execute_sql", { query: "select upper('t')" }],
  ],
  [
    ["mystery", {}],
    ["read_file", { path: "a" }],
    ["sleep", { seconds: 1 }],
  ],
])("%j conflicts with %j, not with %j", async (call, conflicting, independent) => {
  expect(await meet(call, conflicting)).toBe(true);
  expect(await meet(conflicting, call)).toBe(true);
  expect(await meet(call, independent)).toBe(false);
});
