import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  conflictOf,
  conflicts,
  covers,
  EVERYTHING,
  lockPath,
  renderResource,
  type Access,
  type Mode,
  type Resource,
} from "../../src/classify/access.ts";

const file = (...path: string[]): Resource => ({ kind: "file", path });
const access = (resource: Resource, mode: Mode): Access => ({ resource, mode, because: "test" });

test.each<[Resource, Resource, boolean]>([
  [file("srv"), file("srv", "a.txt"), true],
  [file("srv", "a.txt"), file("srv"), false],
  [file("src"), file("src2", "a.txt"), false],
  [EVERYTHING, file("srv"), true],
  [file("srv"), EVERYTHING, false],
  [file("t"), { kind: "sql", path: ["t"] }, false],
  [{ kind: "sql", path: ["table", "t"] }, { kind: "sql", path: ["table", "t", "public"] }, true],
])("covering goes down the tree only (%j, %j)", (outer, inner, expected) => {
  expect(covers(outer, inner)).toBe(expected);
});

test("two readers of one thing may overlap, a reader and a writer may not", () => {
  const thing = file("srv", "a.txt");
  expect(conflicts(access(thing, "read"), access(thing, "read"))).toBe(false);
  expect(conflicts(access(thing, "read"), access(thing, "write"))).toBe(true);
  expect(conflicts(access(thing, "write"), access(thing, "write"))).toBe(true);
});

test("a writer of a directory conflicts with a reader of what lies below, in both orders", () => {
  const whole = access(file("srv"), "write");
  const part = access(file("srv", "a.txt"), "read");
  expect(conflicts(whole, part)).toBe(true);
  expect(conflicts(part, whole)).toBe(true);
  expect(conflictOf([access(file("x"), "read"), whole], [part])).toEqual({
    left: whole,
    right: part,
  });
});

test("two resources meet exactly if one lock path is a prefix of the other", () => {
  const resource = fc.record<Resource>({
    kind: fc.constantFrom("everything", "file", "sql", "service"),
    path: fc.array(fc.constantFrom("a", "b"), { maxLength: 3 }),
  });
  fc.assert(
    fc.property(resource, resource, (a, b) => {
      const [short, long] = [lockPath(a), lockPath(b)].toSorted((x, y) => x.length - y.length);
      const prefix = short!.every((segment, index) => segment === long![index]);
      expect(conflicts(access(a, "write"), access(b, "read"))).toBe(prefix);
    }),
  );
});

test.each<[Resource, string]>([
  [EVERYTHING, "everything"],
  [file("srv", "a.txt"), "file:/srv/a.txt"],
  [file(), "file:/"],
  [{ kind: "url", path: ["https://a.test", "items", "1"] }, "https://a.test/items/1"],
  [{ kind: "sql", path: ["table", "t", "public", "shop"] }, "table:shop.public.t"],
  [{ kind: "sql", path: ["catalog"] }, "sql:catalog"],
  [{ kind: "service", path: ["github", "o", "r"] }, "server:github/o/r"],
  [{ kind: "session", path: ["shell"] }, "session:shell"],
])("a resource is shown in one line (%j)", (resource, expected) => {
  expect(renderResource(resource)).toBe(expected);
});
