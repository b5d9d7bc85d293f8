import { describe, expect, test } from "vitest";
import { renderResource, type Judgement } from "../../src/classify/access.ts";
import type { Call, ClassifyOptions } from "../../src/classify/call.ts";
import { classifyCall } from "../../src/classify/classify-call.ts";

const around: ClassifyOptions = { root: "/srv/app", home: "/home/ada" };
const shown = ({ accesses }: Judgement): string[] =>
  accesses.map(({ mode, resource }) => `${mode} ${renderResource(resource)}`).sort();

async function judged(call: Call, options = around): Promise<[string, string[]]> {
  const judgement = await classifyCall(call, options);
  return [judgement.verdict, shown(judgement)];
}

describe("a tool that is only defined", () => {
  const define = (name: string, description: string, more: object = {}): Call => ({
    definition: { name, description, ...more },
  });
  const hint = (readOnlyHint: boolean) => ({ annotations: { readOnlyHint } });
  const takes = (...names: string[]) => ({
    inputSchema: { properties: Object.fromEntries(names.map((name) => [name, {}])) },
  });

  test.each<[Call, string, string]>([
    [define("list_items", "Lists items"), "read-only", "read-only"],
    [define("list_items", "Lists items", hint(false)), "stateful", "stateful"],
    [define("create_item", "Creates an item", hint(true)), "stateful", "stateful"],
    [define("email_send", "Send an email", hint(true)), "stateful", "stateful"],
    [define("do_thing", "Does the thing", hint(true)), "unknown", "read-only"],
    [define("do_thing", "Does the thing"), "unknown", "unknown"],
    [define("select_page", "Select a page for later calls", hint(true)), "unknown", "unknown"],
    [define("pg_outliers", "Identify queries", takes("reset")), "unknown", "unknown"],
    [define("run_query", "Executes a query", hint(true)), "unknown", "read-only"],
    [define("export_items", "Export items", hint(true)), "unknown", "read-only"],
    [define("export_items", "Export items"), "unknown", "unknown"],
    [define("get_item", "Creates an item", hint(true)), "unknown", "read-only"],
    [define("get_item", "Get or create an item", hint(true)), "unknown", "read-only"],
    [
      define("get_item", "Get an item", { annotations: { destructiveHint: true } }),
      "stateful",
      "stateful",
    ],
    [
      define("scrape", "Scrape a page", { annotations: { destructiveHint: false } }),
      "unknown",
      "unknown",
    ],
    [
      define("take_screenshot", "Take a screenshot", { ...hint(true), ...takes("filename") }),
      "stateful",
      "stateful",
    ],
    [define("run", "Runs it", { ...hint(true), ...takes("code") }), "unknown", "unknown"],
    [
      define("execute", "Execute a read-only SQL query", { ...hint(true), ...takes("sql") }),
      "stateful",
      "stateful",
    ],
    [
      define("db_query", "Run a read-only SQL query", { ...hint(true), ...takes("sql") }),
      "unknown",
      "read-only",
    ],
  ])("%j is %s, and %s from a trusted server", async (call, untrusted, trusted) => {
    expect((await judged(call, {}))[0]).toBe(untrusted);
    expect((await judged(call, { trusted: true }))[0]).toBe(trusted);
  });

  test("a tool that reads touches its service, one that is unknown everything", async () => {
    expect(await judged({ server: "shop", ...define("list_items", "Lists items") })).toEqual([
      "read-only",
      ["read server:shop"],
    ]);
    expect(await judged({ server: "shop", ...define("thing", "") })).toEqual([
      "unknown",
      ["write everything"],
    ]);
  });
});

test.each<[Call, string, string[]]>([
  [{ tool: "Read", arguments: { file_path: "a" } }, "read-only", ["read file:/srv/app/a"]],
  [{ tool: "mcp__fs__write_file", arguments: { path: "../a" } }, "stateful", ["write file:/srv/a"]],
  [
    { tool: "Glob", arguments: { pattern: "src/**/*.ts" } },
    "read-only",
    ["read file:/srv/app/src"],
  ],
  [
    { tool: "Grep", arguments: { pattern: "a/b", glob: "*.ts" } },
    "read-only",
    ["read file:/srv/app"],
  ],
  [{ tool: "list_directory", arguments: {} }, "read-only", ["read file:/srv/app"]],
  [
    { tool: "move_file", arguments: { source: "a", destination: "b" } },
    "stateful",
    ["write file:/srv/app/a", "write file:/srv/app/b"],
  ],
  [
    { tool: "copy_file", arguments: { source: "a", destination: "b" } },
    "stateful",
    ["read file:/srv/app/a", "write file:/srv/app/b"],
  ],
  [
    {
      tool: "apply_patch",
      arguments: { input: "*** Begin Patch\n*** Delete File: x\n*** Add File: y\n+1" },
    },
    "stateful",
    ["write file:/srv/app/x", "write file:/srv/app/y"],
  ],
  [{ tool: "apply_patch", arguments: { input: "?" } }, "stateful", ["write file:/srv/app"]],
  [
    { tool: "str_replace_editor", arguments: { command: "view", path: "a" } },
    "read-only",
    ["read file:/srv/app/a"],
  ],
  [
    { tool: "str_replace_editor", arguments: { command: "create", path: "a" } },
    "stateful",
    ["write file:/srv/app/a"],
  ],
  [{ tool: "git_commit", arguments: { repo_path: "." } }, "stateful", ["write file:/srv/app/.git"]],
  [{ tool: "sleep", arguments: { seconds: 1 } }, "read-only", []],
  [{ tool: "Task", arguments: { prompt: "x" } }, "unknown", ["write everything"]],
  [{ tool: "python", arguments: { code: "1" } }, "unknown", ["write everything"]],
  [{ tool: "browser_click", arguments: { element: "x" } }, "stateful", ["write session:browser"]],
  [{ tool: "browser_snapshot", arguments: {} }, "read-only", ["read session:browser"]],
  [{ tool: "nothing_known", arguments: {} }, "unknown", ["write everything"]],
  [{}, "unknown", ["write everything"]],
])("the call %j is %s and touches %j", async (call, verdict, accesses) => {
  expect(await judged(call)).toEqual([verdict, accesses]);
});

describe("an argument that carries code", () => {
  test.each<[Call, string, string[]]>([
    [
      { tool: "Bash", arguments: { command: "cat a" } },
      "read-only",
      ["read file:/srv/app/a", "read session:shell"],
    ],
    [
      { tool: "shell", arguments: { command: ["bash", "-lc", "rm a"] } },
      "stateful",
      ["read session:shell", "write file:/srv/app/a"],
    ],
    [
      { tool: "shell", arguments: { command: ["rm", "it's"] } },
      "stateful",
      ["read session:shell", "write file:/srv/app/it's"],
    ],
    [
      { tool: "exec_command", arguments: { cmd: "rm a", workdir: "b" } },
      "stateful",
      ["read session:shell", "write file:/srv/app/b/a"],
    ],
    [{ tool: "Bash", arguments: { command: 5 } }, "unknown", ["write everything"]],
    [{ tool: "Bash", arguments: {} }, "unknown", ["write everything"]],
    [{ tool: "query", server: "pg", arguments: { sql: "select 1" } }, "read-only", []],
    [
      { tool: "execute_sql", server: "pg", arguments: { query: "drop table t" } },
      "stateful",
      ["read sql:session", "write server:pg", "write sql:catalog", "write table:t"],
    ],
    [
      { tool: "apply_sql_migration", server: "pg", arguments: { sql: "select 1" } },
      "stateful",
      ["write server:pg"],
    ],
    [{ tool: "graphql", arguments: { query: "{ a }" } }, "read-only", ["read server:graphql"]],
    [
      { tool: "graphql", arguments: { query: "mutation { a }" } },
      "stateful",
      ["write server:graphql"],
    ],
    [{ tool: "run_code", server: "x", arguments: { code: "1" } }, "unknown", ["write everything"]],
  ])("decides: %j is %s and touches %j", async (call, verdict, accesses) => {
    expect(await judged(call)).toEqual([verdict, accesses]);
  });

  test("decides against the author's hint, in both directions", async () => {
    const definition = (readOnlyHint: boolean) => ({
      name: "execute_sql",
      description: "Execute SQL",
      inputSchema: { properties: { sql: {} } },
      annotations: { readOnlyHint },
    });
    const sql = (text: string, hint: boolean): Call => ({
      definition: definition(hint),
      arguments: { sql: text },
    });
    expect((await judged(sql("drop table t", true), { trusted: true }))[0]).toBe("stateful");
    expect((await judged(sql("select 1", false)))[0]).toBe("read-only");
  });
});

describe("the user's configuration", () => {
  const policies = {
    shop: {
      trusted: true,
      tools: {
        export: { writes: ["file:{path}"], reads: ["server:items/{id}"] },
        ask: { effect: "read-only" as const },
        odd: { writes: ["nonsense:{x}"] },
      },
    },
    box: { isolated: true },
  };
  const options = { ...around, policies };
  test.each<[Call, string, string[]]>([
    [
      { server: "shop", tool: "export", arguments: { path: "a", id: 7 } },
      "stateful",
      ["read server:shop/items/7", "write file:/srv/app/a"],
    ],
    [
      { server: "shop", tool: "export", arguments: {} },
      "stateful",
      ["read server:shop", "write file:/"],
    ],
    [{ server: "shop", tool: "ask", arguments: {} }, "read-only", ["read server:shop"]],
    [{ server: "shop", tool: "odd", arguments: {} }, "stateful", ["write everything"]],
    [
      { server: "shop", definition: { name: "thing", annotations: { readOnlyHint: true } } },
      "read-only",
      ["read server:shop"],
    ],
    [
      { server: "other", definition: { name: "thing", annotations: { readOnlyHint: true } } },
      "unknown",
      ["write everything"],
    ],
    [{ server: "box", tool: "thing", arguments: {} }, "unknown", ["write server:box"]],
    [
      { server: "box", tool: "write_file", arguments: { path: "/a" } },
      "stateful",
      ["write server:box/file/a"],
    ],
    [{ server: "__proto__", tool: "thing", arguments: {} }, "unknown", ["write everything"]],
  ])("%j is %s and touches %j", async (call, verdict, accesses) => {
    expect(await judged(call, options)).toEqual([verdict, accesses]);
  });

  test("is the evidence, and nothing else is", async () => {
    const call = {
      server: "shop",
      tool: "ask",
      definition: { name: "ask", annotations: { readOnlyHint: false } },
    };
    const { evidence, confidence } = await classifyCall(call, options);
    expect(evidence.map(({ source }) => source)).toEqual(["configuration"]);
    expect(confidence).toBe("declared");
  });
});

test.each<[object, string]>([
  [{ name: "list_items", description: "Lists items" }, "add readOnlyHint: true"],
  [{ name: "create_item", description: "Creates an item" }, "add readOnlyHint: false"],
  [
    { name: "create_item", description: "Creates", annotations: { readOnlyHint: true } },
    "readOnlyHint: true contradicts",
  ],
  [
    { name: "list_items", description: "Lists", annotations: { readOnlyHint: false } },
    "readOnlyHint: false, yet",
  ],
  [
    {
      name: "q",
      description: "SQL query",
      annotations: { readOnlyHint: true },
      inputSchema: { properties: { sql: {} } },
    },
    "sql carries text",
  ],
  [{ name: "list_items", annotations: { readOnlyHint: true } }, "add a description"],
])("the author of %j is told: %s", async (definition, told) => {
  const { suggestions } = await classifyCall({ definition: definition as { name: string } });
  expect(suggestions.filter((suggestion) => suggestion.startsWith(told))).toHaveLength(1);
});

test("the author of a tool that says what it does is told nothing", async () => {
  const definition = {
    name: "list_items",
    description: "Lists items",
    annotations: { readOnlyHint: true },
  };
  expect((await classifyCall({ definition })).suggestions).toEqual([]);
});
