import { mkdirSync, symlinkSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, test } from "vitest";
import { discover } from "../../src/checklist/files/discover.ts";
import { folderOf } from "./folder.ts";

async function found(folder: string, ...paths: string[]): Promise<string[]> {
  const files = await discover(paths, { cwd: folder, roots: [folder] });
  return files.map((file) => relative(folder, file));
}

test("a folder gives its sources, not what others wrote, tools made or git ignores", async () => {
  const folder = folderOf({
    "a.ts": "",
    "b/c.py": "",
    "b/readme.md": "",
    "b/types.d.ts": "",
    "b/app.min.js": "",
    "b/dist/d.js": "",
    "node_modules/e/e.js": "",
    "own/pyvenv.cfg": "",
    "own/lib.py": "",
    ".hidden/f.ts": "",
    ".gitignore": "gen/\n*.out.ts\n",
    "gen/g.ts": "",
    "h.out.ts": "",
    "b/.gitignore": "!h.out.ts\nlocal.py\n",
    "b/h.out.ts": "",
    "b/local.py": "",
  });
  mkdirSync(join(folder, ".git"));
  expect(await found(folder, ".")).toEqual(["a.ts", "b/c.py", "b/h.out.ts"]);
});

test("what is named outright is read wherever it lies, and only once", async () => {
  const folder = folderOf({ "node_modules/e/e.js": "", "dist/d.js": "", "a.ts": "" });
  const paths = ["node_modules/e/e.js", "dist", "a.ts", "./a.ts"];
  expect(await found(folder, ...paths)).toEqual(["a.ts", "dist/d.js", "node_modules/e/e.js"]);
});

test("a glob gives what it matches of what a search would take", async () => {
  const folder = folderOf({
    "src/a.ts": "",
    "src/b/c.ts": "",
    "src/d.py": "",
    "node_modules/x/y.ts": "",
    ".gitignore": "b\n",
  });
  expect(await found(folder, "**/*.ts")).toEqual(["src/a.ts"]);
});

test("nothing outside the roots is read, by path or by link", async () => {
  const outside = folderOf({ "secret.ts": "" });
  const folder = folderOf({ "a.ts": "" });
  symlinkSync(join(outside, "secret.ts"), join(folder, "link.ts"));
  symlinkSync(outside, join(folder, "linked"));
  expect(await found(folder, ".")).toEqual(["a.ts"]);
  for (const path of [join(outside, "secret.ts"), "link.ts", "linked", "../"]) {
    await expect(found(folder, path)).rejects.toThrow(
      `path: ${path} is outside the folders to be read`,
    );
  }
});

test("a path that is nowhere is an error, a glob without matches is not", async () => {
  const folder = folderOf({});
  await expect(found(folder, "nowhere.ts")).rejects.toThrow("no file or folder is at nowhere.ts");
  expect(await found(folder, "*.ts")).toEqual([]);
});
