import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { layeringFaults, roomOf } from "./rooms.ts";
import { DATA_FILES, sizeFaults } from "./size.ts";

const root = new URL("../../", import.meta.url);

function sources(folder: string): { path: string; text: string }[] {
  return readdirSync(new URL(folder, root), { recursive: true, encoding: "utf8" })
    .map((name) => name.replaceAll("\\", "/"))
    .filter((name) => /\.(ts|mjs)$/.test(name) && !name.includes("fixtures/"))
    .map((path) => ({ path, text: readFileSync(new URL(`${folder}/${path}`, root), "utf8") }));
}

const src = sources("src");

test("the sources are found", () => {
  expect(src.length).toBeGreaterThan(10);
  expect(src.map(({ path }) => roomOf(path))).toEqual(expect.arrayContaining(["wire", "index"]));
});

test("every import runs the way the table of rooms allows", () => {
  expect(src.flatMap(({ path, text }) => layeringFaults(path, text))).toEqual([]);
});

test("every file is small enough to read", () => {
  const all = [...src, ...sources("test"), ...sources("scripts")];
  expect(all.flatMap(({ path, text }) => sizeFaults(path, text))).toEqual([]);
});

test("every file excused for being data exists", () => {
  const paths = new Set(src.map(({ path }) => path));
  expect([...DATA_FILES.keys()].filter((path) => !paths.has(path))).toEqual([]);
});

test.each([
  [
    "primitives/a.ts",
    'import { b } from "../knowledge/b.js";',
    "primitives may not import knowledge",
  ],
  ["primitives/a.ts", 'import pLimit from "p-limit";', "primitives may not import p-limit"],
  ["knowledge/a.ts", 'export * from "../tools/b.js";', "knowledge may not import tools"],
  ["knowledge/a.ts", 'await import("../wire/b.js");', "knowledge may not import wire"],
  ["dispatch/a.ts", 'import { b } from "../classify/b.js";', "dispatch may not import classify"],
  ["cli.ts", 'import { b } from "./index.js";', "cli may not import index"],
  ["helpers/a.ts", "", "no such room: helpers"],
])("a planted layering fault in %s is caught: %s", (path, text, message) => {
  expect(layeringFaults(path, text)).toEqual([`${path}: ${message}`]);
});

test.each([
  ["primitives/a.ts", 'import { b } from "./b.js"; import { c } from "node:events";'],
  ["dispatch/a.ts", 'import type { B } from "../classify/b.js";'],
  ["wire/deep/a.ts", 'import { b } from "../../tools/b.js";'],
])("an allowed import in %s passes", (path, text) => {
  expect(layeringFaults(path, text)).toEqual([]);
});

test("a planted long file and a planted long line are caught", () => {
  expect(sizeFaults("a.ts", "x\n".repeat(300))).toEqual([]);
  expect(sizeFaults("a.ts", "x\n".repeat(301))).toEqual(["a.ts: 301 lines, at most 300"]);
  expect(sizeFaults("a.ts", "x".repeat(101))).toEqual(["a.ts:1: 101 columns, at most 100"]);
});
