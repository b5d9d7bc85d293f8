import { expect, test } from "vitest";
import { parseConfig } from "../../src/gateway/config.ts";
import { ConfigError } from "../../src/gateway/errors.ts";

const ENV = { TOKEN: "t0k3n", EMPTY: "", HOME: "/home/u" };

const parse = (text: string) => parseConfig({ name: "mcp.json", text, env: ENV });
const read = (mcpServers: unknown) => parse(JSON.stringify({ mcpServers })).servers;

function errorOf(text: string): string {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error("it was accepted");
}

const errorOfServer = (entry: unknown) => errorOf(JSON.stringify({ mcpServers: { a: entry } }));

test("a server of which nothing is said only reads and has the usual bounds", () => {
  const servers = read({ files: { command: "files" }, web: { url: "https://example.org/mcp" } });
  expect([...servers.keys()]).toEqual(["files", "web"]);
  expect(servers.get("files")).toEqual({
    name: "files",
    endpoint: { kind: "stdio", command: "files", args: [], env: {}, cwd: undefined },
    allow: "read",
    toolAllow: new Map(),
    policy: { trusted: false, isolated: false, tools: {} },
    bounds: {
      concurrency: 8,
      toolConcurrency: new Map(),
      rate: undefined,
      timeoutMs: 30_000,
      toolTimeoutMs: new Map(),
      connectTimeoutMs: 10_000,
      answerBytesMax: 2_097_152,
    },
  });
  expect(servers.get("web")?.endpoint).toEqual({
    kind: "http",
    url: new URL("https://example.org/mcp"),
    headers: {},
  });
});

test("our keys become policy, allowance and bounds", () => {
  const signalbox = {
    trust: true,
    isolated: true,
    dialect: "postgres",
    allow: "write",
    concurrency: 2,
    rate: { perSecond: 2.5 },
    timeoutMs: 1_000,
    connectTimeoutMs: 2_000,
    answerBytesMax: 65_536,
    tools: {
      drop: { allow: "destructive", effect: "stateful", writes: ["table:{name}"], timeoutMs: 5 },
      get: { effect: "read-only", reads: ["table:{name}"], idempotent: true, concurrency: 1 },
    },
  };
  const server = read({ db: { command: "db", signalbox } }).get("db");
  expect(server).toMatchObject({
    allow: "write",
    toolAllow: new Map([["drop", "destructive"]]),
    policy: {
      trusted: true,
      isolated: true,
      dialect: "postgres",
      tools: {
        drop: { effect: "stateful", writes: ["table:{name}"] },
        get: { effect: "read-only", reads: ["table:{name}"], idempotent: true },
      },
    },
    bounds: {
      concurrency: 2,
      toolConcurrency: new Map([["get", 1]]),
      rate: { perSecond: 2.5, burst: 3 },
      timeoutMs: 1_000,
      toolTimeoutMs: new Map([["drop", 5]]),
      connectTimeoutMs: 2_000,
      answerBytesMax: 65_536,
    },
  });
});

test("variables are filled in from the environment, with a default if one is given", () => {
  const servers = read({
    a: {
      command: "${HOME}/bin/a",
      args: ["--key=${TOKEN}", "${NONE:-x}", "${EMPTY:-y}", "$HOME"],
      env: { KEY: "${TOKEN}", BLANK: "${EMPTY}" },
    },
    b: { url: "http://${HOST:-localhost}:1/mcp", headers: { Authorization: "Bearer ${TOKEN}" } },
  });
  expect(servers.get("a")?.endpoint).toMatchObject({
    command: "/home/u/bin/a",
    args: ["--key=t0k3n", "x", "y", "$HOME"],
    env: { KEY: "t0k3n", BLANK: "" },
  });
  expect(servers.get("b")?.endpoint).toMatchObject({
    url: new URL("http://localhost:1/mcp"),
    headers: { Authorization: "Bearer t0k3n" },
  });
});

test("what only clients use is passed over, and a disabled server is left out", () => {
  const foreign = { autoApprove: ["x"], alwaysAllow: [], timeout: 60, description: "d" };
  const servers = read({
    a: { type: "stdio", command: "a", ...foreign },
    b: { command: "b", disabled: true },
    c: { type: "streamable-http", url: "http://localhost/" },
  });
  expect([...servers.keys()]).toEqual(["a", "c"]);
});

test.each([
  ["{", "mcp.json: it is not valid JSON"],
  ['{"mcpServers": [1, ]}', "mcp.json: it is not valid JSON"],
  ["[]", "mcp.json: must be an object with mcpServers; received a list"],
  ["{}", "mcp.json: mcpServers: must be an object of servers by their names; received nothing"],
  ['{"servers":{}}', "mcp.json: mcpServers: must be an object of servers by their names"],
  ['{"mcpServers":{},"x":1}', 'mcp.json: unknown key "x"; known are mcpServers, $schema'],
  ['{"mcpServers":{" a":{}}}', 'a server\'s name is 1 to 64 visible characters, not " a"'],
])("the file %s is refused: %s", (file, message) => {
  expect(errorOf(file)).toContain(message);
});

test.each([
  [{}, "mcpServers.a.command: must be a text; received nothing"],
  [{ command: 7 }, "mcpServers.a.command: must be a text; received a value of type number"],
  [{ command: "" }, "a.command: must be a text that is not empty"],
  [{ command: "a", cmd: "b" }, 'mcpServers.a: unknown key "cmd"; known are disabled, name, title'],
  [{ command: "a", url: "http://x" }, 'mcpServers.a: unknown key "url"'],
  [{ command: "a", args: "b" }, "a.args: must be a list of texts; received a value of type string"],
  [{ type: "sse", url: "http://x" }, "a.type: must be one of http, streamable-http"],
  [{ url: "file:///etc" }, "a.url: must be an address with http: or https:"],
  [{ command: "${NONE}" }, "a.command: the environment has no NONE; set it, or write ${NONE:-"],
  [{ command: "a", env: { K: "${}" } }, "a.env.K: ${…} takes the name of a variable"],
  [{ url: "http://x", headers: { "a b": "c" } }, "a.headers: not a header: a b"],
])("the entry %j is refused: %s", (entry, message) => {
  expect(errorOfServer(entry)).toContain(message);
});

test.each([
  [{ allow: "all" }, 'allow: must be one of read, write, destructive; received "all"'],
  [{ trust: "yes" }, 'trust: must be true or false; received "yes"'],
  [{ concurrency: 0 }, "concurrency: must be a whole number from 1 to 1024; received 0"],
  [{ concurrency: 1.5 }, "concurrency: must be a whole number from 1 to 1024; received 1.5"],
  [{ timeoutMs: "5s" }, 'timeoutMs: must be a whole number from 1 to 86400000; received "5s"'],
  [{ answerBytesMax: 1 }, "answerBytesMax: must be a whole number from 65536 to 1073741824"],
  [{ rate: {} }, "rate.perSecond: must be a number above 0, to 1000000; received nothing"],
  [{ rate: { perSecond: 1, per: 1 } }, 'rate: unknown key "per"; known are perSecond, burst'],
  [{ reads: ["path:x"] }, "reads.0: must be a template such as file:{path}"],
  [{ alow: "read" }, 'signalbox: unknown key "alow"; known are allow, effect, reads'],
  [{ tools: { x: { trust: true } } }, 'tools.x: unknown key "trust"; known are allow, effect'],
  [{ tools: { x: { effect: "r" } } }, "tools.x.effect: must be one of read-only, stateful"],
])("our keys %j are refused: %s", (signalbox, message) => {
  expect(errorOfServer({ command: "a", signalbox })).toContain(message);
});

test("no error shows a value that may be a secret", () => {
  const secret = "hunter2hunter2";
  const texts = [
    `{"mcpServers":{"a":{"command":"x","env":{"K":"${secret}"},}}}`,
    `{"mcpServers":{"a":{"command":"x","env":{"K":["${secret}"]}}}}`,
    `{"mcpServers":{"a":{"command":"x","args":{"K":"${secret}"}}}}`,
    `{"mcpServers":{"a":{"url":"${secret}"}}}`,
    `{"mcpServers":{"a":{"url":"http://x","headers":{"K":"${secret}\\n"}}}}`,
    `{"mcpServers":{"a":{"command":"x","token":"${secret}"}}}`,
    `{"mcpServers":"${secret}"}`,
  ];
  for (const text of texts) expect(errorOf(text)).not.toContain(secret);
});

test("64 servers are taken, 65 are not", () => {
  const named = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`s${index}`, { command: "a" }]),
    );
  expect(read(named(64)).size).toBe(64);
  expect(errorOf(JSON.stringify({ mcpServers: named(65) }))).toContain(
    "mcpServers: must be at most 64 servers; received a value of type object",
  );
});

test("names of JavaScript's own are names like any other", () => {
  const servers = parse(
    '{"mcpServers":{"__proto__":{"command":"a"},"constructor":{"command":"b"}}}',
  );
  expect(servers.servers.get("constructor")?.endpoint).toMatchObject({ command: "b" });
});
