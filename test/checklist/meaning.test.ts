import { describe, expect, test } from "vitest";
import { parseText } from "./parse-text.ts";

/** What the callees of a text mean, by the way in which they are written. */
async function meanings(path: string, text: string) {
  const file = await parseText(path, text);
  const calls = file.all("call").toSorted((one, two) => one.start - two.start);
  return calls.map(({ callee }) => [file.source(callee), file.meaning(callee)]);
}

describe("in TypeScript", () => {
  test.each([
    ["a global", "fetch()", "fetch", "fetch"],
    ["a global's method", "Promise.all([])", "Promise.all", "Promise.all"],
    ["the global object", "globalThis.fetch()", "globalThis.fetch", "fetch"],
    ["a named import", 'import { a as b } from "m"; b()', "b", "m.a"],
    ["a default import", 'import axios from "axios"; axios.get()', "axios.get", "axios.get"],
    [
      "a namespace",
      'import * as fs from "fs"; fs.readFileSync()',
      "fs.readFileSync",
      "node:fs.readFileSync",
    ],
    [
      "promises of fs",
      'import { promises as p } from "fs"; p.open()',
      "p.open",
      "node:fs/promises.open",
    ],
    [
      "a parameter's class",
      'import { Pool } from "pg"; (p: Pool | null) => p.query()',
      "p.query",
      "pg.Pool().query",
    ],
    ["a default value", "(f = fetch) => f()", "f", "fetch"],
    ["an alias", "const f = fetch; f()", "f", "fetch"],
    ["a local function", "function fetch() {} fetch()", "fetch", undefined],
    ["a parameter that hides a global", "(fetch) => fetch()", "fetch", undefined],
    ["a name given twice", "let f = fetch; f = other; f()", "f", undefined],
    ["a name that leads to itself", "const a = b, b = a; a()", "a", undefined],
  ])("%s", async (_, text, callee, meaning) => {
    expect(await meanings("a.ts", text)).toContainEqual([callee, meaning]);
  });

  test("require, whole and taken apart", async () => {
    const text = 'const { exec: run } = require("child_process"); run("ls");';
    expect(await meanings("a.js", text)).toContainEqual(["run", "node:child_process.exec"]);
  });

  test("a field through its assignment, its declaration and a parameter property", async () => {
    const text = `import { Client, Pool } from "pg"; import Redis from "ioredis";
      class Store {
        pool = new Pool();
        client: Client;
        constructor(private redis: Redis) { this.late = new Pool(); }
        run() { this.pool.query(); this.client.query(); this.redis.get(); this.late.end(); }
        walk() { this.x(); }
      }`;
    expect(await meanings("a.ts", text)).toEqual(
      expect.arrayContaining([
        ["this.pool.query", "pg.Pool().query"],
        ["this.client.query", "pg.Client().query"],
        ["this.redis.get", "ioredis().get"],
        ["this.late.end", "pg.Pool().end"],
        ["this.x", "this.x"],
      ]),
    );
  });
});

describe("in Python", () => {
  test.each([
    ["a builtin", "open('a')", "open", "open"],
    ["a module", "import asyncio\nasyncio.gather()", "asyncio.gather", "asyncio.gather"],
    ["a module's alias", "import numpy as np\nnp.dot()", "np.dot", "numpy.dot"],
    ["a submodule", "import a.b\na.b.c()", "a.b.c", "a.b.c"],
    ["a name", "from asyncio import gather as g\ng()", "g", "asyncio.gather"],
    ["a relative import", "from . import a\na.b()", "a.b", ".a.b"],
    [
      "what a with enters",
      "import aiohttp\nwith aiohttp.ClientSession() as s:\n  s.get()",
      "s.get",
      "aiohttp.ClientSession().get",
    ],
    [
      "an annotation",
      "import aiohttp\ndef f(s: 'aiohttp.ClientSession | None'):\n  s.get()",
      "s.get",
      "aiohttp.ClientSession().get",
    ],
    [
      "Optional",
      "import aiohttp\ndef f(s: Optional[aiohttp.ClientSession]):\n  s.get()",
      "s.get",
      "aiohttp.ClientSession().get",
    ],
    ["a local name that hides a builtin", "def open(): pass\nopen()", "open", undefined],
    [
      "a global that a function writes",
      "import pg\ns = None\ndef f():\n  global s\n  s = pg.Pool()\ndef g():\n  s.get()",
      "s.get",
      "pg.Pool().get",
    ],
  ])("%s", async (_, text, callee, meaning) => {
    expect(await meanings("a.py", text)).toContainEqual([callee, meaning]);
  });

  test("self is this, whatever the first parameter is called", async () => {
    const text = `import requests
class A:
    def __init__(me):
        me.session = requests.Session()
    def load(self):
        self.session.get("/")
        self.other()
    @staticmethod
    def free(self):
        self.load()
`;
    expect(await meanings("a.py", text)).toEqual(
      expect.arrayContaining([
        ["self.session.get", "requests.Session().get"],
        ["self.other", "this.other"],
        ["self.load", undefined],
      ]),
    );
  });
});
