import { expect, test } from "vitest";
import { dryExits } from "../../src/checklist/ir/checkpoints.ts";
import { parseText } from "./parse-text.ts";

test.each([
  ["await g()", []],
  ["g()", ["falls"]],
  ["if x:\n  await g()", ["falls"]],
  ["if x:\n  await g()\nelse:\n  return", ["returns"]],
  ["if await g():\n  pass", []],
  ["x and await g()", ["falls"]],
  ["(await g()) and x", []],
  ["a = await g() if x else await h()", []],
  ["raise X", []],
  ["while x:\n  await g()", ["falls"]],
  ["while await g():\n  pass", []],
  ["while x:\n  await g()\nelse:\n  await h()", []],
  ["while x:\n  break\nelse:\n  await h()", ["falls"]],
  ["while True:\n  if x: return\n  await g()", ["returns"]],
  ["while True:\n  if x: break\n  await g()", ["falls"]],
  ["while True:\n  if x: continue\n  await g()", []],
  ["for y in range(3):\n  await g()", []],
  ["for y in range(3, 1):\n  await g()", ["falls"]],
  ["for y in (1, 2):\n  await g()", []],
  ["for y in x:\n  await g()", ["falls"]],
  ["async for y in x:\n  pass", []],
  ["async with x:\n  pass", []],
  ["with x:\n  g()", ["falls"]],
  ["with await x:\n  pass", []],
  ["[await g() for y in range(2)]", []],
  ["[await g() for y in x]", ["falls"]],
  ["try:\n  await g()\nexcept E:\n  pass", []],
  ["try:\n  if x: await g()\nexcept E:\n  return", ["falls", "returns"]],
  ["try:\n  g()\nfinally:\n  await h()", []],
  ["try:\n  return\nfinally:\n  return", ["returns"]],
  ["match x:\n  case 1:\n    await g()", ["falls"]],
  ["match await g():\n  case 1:\n    pass", []],
  ["def h():\n  return 1", ["falls"]],
])("ways through %j without a wait: %j", async (body, exits) => {
  const indented = body.replaceAll(/^/gm, "  ");
  const file = await parseText("a.py", `async def f(x):\n${indented}\n`);
  const fn = file.all("function").find(({ name }) => name === "f");
  expect(fn && [...dryExits(fn.body)].toSorted()).toEqual(exits);
});
