import { expect, test } from "vitest";
import { parseText } from "./parse-text.ts";

const CODE = [
  'import { get as load } from "axios";',
  "load(load(1), other());",
  "store.set(load(2));",
  "(await maker)(3);",
].join("\n");

test("finds calls by what they mean, whatever they are called, inner ones first", async () => {
  const file = await parseText("a.ts", CODE);
  const found = file.callsOf(/^axios\.get$/).map((call) => file.source(call));
  expect(found).toEqual(["load(1)", "load(load(1), other())", "load(2)"]);
});

test("brings the calls of several names back into the order of evaluation", async () => {
  const file = await parseText("a.ts", CODE);
  const found = file.callsNamed(/^(?:set|other|load)$/).map((call) => file.source(call));
  expect(found).toEqual([
    "load(1)",
    "other()",
    "load(load(1), other())",
    "load(2)",
    "store.set(load(2))",
  ]);
});

test("finds no call that has no name or meaning of its own", async () => {
  const file = await parseText("a.ts", "(() => 1)(); [f][0]();");
  expect(file.callsOf(/./)).toEqual([]);
  expect(file.callsNamed(/./)).toEqual([]);
});

test("knows whether a file is asynchronous and whether it pauses", async () => {
  const facts = async (name: string, code: string) => {
    const { isAsynchronous, mayPause } = await parseText(name, code);
    return { isAsynchronous, mayPause };
  };
  expect(await facts("a.ts", "const f = () => g();")).toEqual({
    isAsynchronous: false,
    mayPause: false,
  });
  expect(await facts("a.ts", "async function f() {}")).toEqual({
    isAsynchronous: true,
    mayPause: false,
  });
  expect(await facts("a.ts", "function* f() { yield 1; }")).toEqual({
    isAsynchronous: false,
    mayPause: true,
  });
  expect(await facts("a.py", "async def f():\n    return [x async for x in g()]\n")).toEqual({
    isAsynchronous: true,
    mayPause: true,
  });
});
