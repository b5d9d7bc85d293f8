import { expect, test } from "vitest";
import { find } from "./find.ts";
import { parseText } from "./parse-text.ts";

test.each([
  [
    "of the literal that a name holds",
    "const api = { async save() {} }; api.save();",
    "api.save()",
  ],
  ["beside it in a literal", "go({ save() {}, close() { this.save(); } })", "this.save()"],
  [
    "of the same prototype",
    "A.prototype.save = async function save() {}; A.prototype.end = function () { this.save() };",
    "this.save()",
  ],
  [
    "from an arrow function inside",
    "go({ save() {}, close() { return () => this.save(); } })",
    "this.save()",
  ],
])("a method that stands in no class is found: %s", async (_, text, call) => {
  const file = await parseText("a.js", text);
  expect(file.target(find(file, "call", call))?.name).toBe("save");
});

test.each([
  [
    "of another prototype",
    "A.prototype.save = function () {}; B.prototype.end = function () { this.save() };",
    "this.save()",
  ],
  ["of a name that is written twice", "let a = { save() {} }; a = b; a.save();", "a.save()"],
  ["in a function of its own", "go({ save() {}, f() { x(function () { this.save() }) } })", ""],
])("nothing is found %s", async (_, text, call) => {
  const file = await parseText("a.js", text);
  expect(file.target(find(file, "call", call || "this.save()"))).toBeUndefined();
});
