import { describe, expect, test } from "vitest";
import { enclosing, isInside, loopsAround } from "../../src/checklist/ir/ancestors.ts";
import { alwaysLeaves, mayFollow, pausesBetween } from "../../src/checklist/ir/flow.ts";
import { locksAround } from "../../src/checklist/ir/locks.ts";
import { find } from "./find.ts";
import { parseText } from "./parse-text.ts";

const inFunction = (body: string) => parseText("a.ts", `async function f(x) { ${body} }`);

describe("pauses between a read and a write", () => {
  test.each([
    ["an await between", "a(); await g(); b();", 1],
    ["none", "a(); b(); await g();", 0],
    ["in the value that is written", "a(); y = await g(b());", 0],
    ["one of two arms", "a(); if (x) { await g(); } b();", 1],
    ["an arm that returns", "a(); if (x) { await g(); return; } b();", 0],
    ["a loop that awaits", "a(); for await (const y of x) {} b();", 1],
    ["in a function inside", "a(); const h = async () => { await g(); }; b();", 0],
  ])("%s", async (_, body, count) => {
    const file = await inFunction(body);
    const between = pausesBetween(find(file, "call", "a()"), find(file, "call", "b()"));
    expect(between).toHaveLength(count);
  });
});

test.each([
  ["in order", "a(); b();", true],
  ["in two arms", "if (x) a(); else b();", false],
  ["after an early return", "if (x) { a(); return; } b();", false],
  ["after a break in the arm", "for (;;) { if (x) { a(); break; } b(); }", false],
  ["in two cases", "switch (x) { case 1: a(); break; default: b(); }", false],
  ["from the body to the handler", "try { a(); } catch { b(); }", true],
  ["in two choices of an expression", "x ? a() : b();", false],
])("one call may follow another: %s", async (_, body, follows) => {
  const file = await inFunction(body);
  expect(mayFollow(find(file, "call", "a()"), find(file, "call", "b()"))).toBe(follows);
});

test.each([
  ["if (x) return; else throw x;", true],
  ["if (x) return;", false],
  ["g(); return;", true],
])("%s leaves: %s", async (body, leaves) => {
  const file = await inFunction(body);
  const [fn] = file.all("function");
  expect(fn && alwaysLeaves(fn.body)).toBe(leaves);
});

describe("locks around a call", () => {
  const names = async (path: string, text: string) => {
    const file = await parseText(path, text);
    return locksAround(file, find(file, "call", "a()")).map(({ name, made }) => [name, made]);
  };

  test.each([
    ["async with", "async def f(self):\n  async with lock:\n    a()", [["lock", "lock"]]],
    [
      "by class",
      "import asyncio\nm = asyncio.Lock()\nasync def f():\n  async with m:\n    a()",
      [["m", "asyncio.Lock()"]],
    ],
    ["a with that is no lock", "def f():\n  with open('x') as lock_file:\n    a()", []],
    ["after the with", "def f():\n  with lock:\n    pass\n  a()", []],
    [
      "by hand",
      "async def f():\n  await lock.acquire()\n  try:\n    a()\n  finally:\n    lock.release()",
      [["lock", "lock"]],
    ],
    ["released by hand", "async def f():\n  await lock.acquire()\n  lock.release()\n  a()", []],
  ])("%s", async (_, text, expected) => {
    expect(await names("a.py", text)).toEqual(expected);
  });

  test("a callback under a mutex", async () => {
    const text =
      'import { Mutex } from "async-mutex"; const m = new Mutex(); m.runExclusive(() => a());';
    expect(await names("a.ts", text)).toEqual([["m", "async-mutex.Mutex()"]]);
  });
});

test("loops and functions around a node", async () => {
  const file = await inFunction(
    "for (const y of s()) { while (t()) { (() => { a(); })(); b(); } }",
  );
  const forms = (text: string) => loopsAround(find(file, "call", text)).map(({ form }) => form);
  expect([forms("s()"), forms("t()"), forms("a()"), forms("b()")]).toEqual([
    [],
    ["while", "each"],
    [],
    ["while", "each"],
  ]);
  expect(enclosing(find(file, "call", "b()"), "loop")?.form).toBe("while");
  expect(enclosing(find(file, "call", "a()"), "loop")).toBeUndefined();
  expect(isInside(find(file, "call", "a()"), file.root)).toBe(true);
});
