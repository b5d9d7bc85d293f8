import { execFileSync } from "node:child_process";
import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { changedLines, hunks, touches } from "../../src/checklist/files/changed.ts";
import { folderOf } from "./folder.ts";

const { signal } = new AbortController();

test("a diff's hunks are line ranges of the new side", () => {
  const diff = [
    "--- a/old name.ts",
    "+++ b/old name.ts\t",
    "@@ -1,0 +2,3 @@ context",
    "@@ -9 +12 @@",
    "@@ -20,2 +22,0 @@",
    "+++ b/b.py",
    "@@ -0,0 +1 @@",
  ].join("\n");
  expect([...hunks(diff)]).toEqual([
    [
      "old name.ts",
      [
        [2, 4],
        [12, 12],
        [22, 23],
      ],
    ],
    ["b.py", [[1, 1]]],
  ]);
});

function repository(files: Record<string, string>) {
  const folder = folderOf(files);
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.org", ...args], {
      cwd: folder,
      stdio: "pipe",
    });
  git("init", "-q", "-b", "main");
  git("add", ".");
  git("commit", "-qm", "first");
  return { folder, git };
}

test("uncommitted lines and new files are changed, and since a branch commits too", async () => {
  const { folder, git } = repository({ "sub/a.ts": "one\ntwo\n", "b.ts": "one\n" });
  git("switch", "-qc", "topic");
  appendFileSync(join(folder, "b.ts"), "two\n");
  git("commit", "-qam", "second");
  writeFileSync(join(folder, "sub/a.ts"), "one\n2\n");
  writeFileSync(join(folder, "sub/new.ts"), "");
  const inSub = await changedLines(join(folder, "sub"), undefined, signal);
  expect([...inSub]).toEqual([
    [join(folder, "sub/a.ts"), [[2, 2]]],
    [join(folder, "sub/new.ts"), "all"],
  ]);
  const sinceMain = await changedLines(folder, "main", signal);
  expect(touches(sinceMain, join(folder, "b.ts"), 2, 2)).toBe(true);
  expect(touches(sinceMain, join(folder, "b.ts"), 1, 1)).toBe(false);
  expect(touches(sinceMain, join(folder, "sub/new.ts"), 9, 9)).toBe(true);
});

test("a base that is an option or unknown, and a folder without git, are refused", async () => {
  const { folder } = repository({ "a.ts": "" });
  await expect(changedLines(folder, "--output=x", signal)).rejects.toThrow("git merge-base failed");
  await expect(changedLines(folder, "nowhere", signal)).rejects.toThrow("git merge-base failed");
  const plain = folderOf({});
  await expect(changedLines(plain, undefined, signal)).rejects.toThrow("git rev-parse failed");
});
