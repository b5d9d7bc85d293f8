import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cp,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadShell } from "../../../src/classify/shell/classify-shell.ts";
import { READ_ONLY_COMMANDS, WRITING_COMMANDS } from "./known-commands.ts";

/** What git may refresh while it only reads: the stat data in its index. */
const TOLERATED = /^\.git\/index$/;

let template = "";

/** Runs one program to its end in a directory; a failure of its own is not an effect. */
function run(file: string, args: readonly string[], cwd: string, home: string): Promise<number> {
  const environment = {
    PATH: process.env["PATH"] ?? "",
    HOME: home,
    LC_ALL: "C",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_PAGER: "cat",
    GIT_AUTHOR_NAME: "A",
    GIT_AUTHOR_EMAIL: "a@example.com",
    GIT_COMMITTER_NAME: "A",
    GIT_COMMITTER_EMAIL: "a@example.com",
  };
  const options = { cwd, env: environment, timeout: 20_000, maxBuffer: 64 * 1024 * 1024 };
  return new Promise((resolve) => {
    const child = execFile(file, [...args], options, (error) => {
      resolve(typeof error?.code === "number" ? error.code : error ? -1 : 0);
    });
    child.stdin?.end();
  });
}

/** Path, kind, mode and content of everything below a directory. */
async function fingerprint(root: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(root, path);
    if (TOLERATED.test(relative("work", name))) continue;
    const { mode } = await lstat(path);
    const content = entry.isFile() ? await readFile(path) : "";
    const link = entry.isSymbolicLink() ? await readlink(path) : "";
    found.set(name, `${mode} ${link}${createHash("sha256").update(content).digest("hex")}`);
  }
  return found;
}

function changes(before: Map<string, string>, after: Map<string, string>): string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name) !== after.get(name)).sort();
}

/** A fresh copy of the tree, one command line in it, and what that changed. */
async function effectsOf(command: string): Promise<string[]> {
  const place = await mkdtemp(join(tmpdir(), "signalbox-effects-"));
  try {
    await cp(template, place, {
      recursive: true,
      verbatimSymlinks: true,
      preserveTimestamps: true,
    });
    const before = await fingerprint(place);
    await run("bash", ["-c", command], join(place, "work"), join(place, "home"));
    return changes(before, await fingerprint(place));
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

beforeAll(async () => {
  template = await mkdtemp(join(tmpdir(), "signalbox-template-"));
  const work = join(template, "work");
  const home = join(template, "home");
  await mkdir(join(work, "sub"), { recursive: true });
  await mkdir(join(work, "src"));
  await mkdir(home);
  await writeFile(join(work, "a.txt"), "one 1\ntwo 2\nthree 3\n");
  await writeFile(join(work, "b.txt"), "one 1\nfour 4\n");
  await writeFile(join(work, "a.json"), '{"b":1}\n');
  await writeFile(join(work, "a.sh"), "touch never.txt\n");
  await run("tar", ["-cf", "a.tar", "a.txt"], work, home);
  await run("bash", ["-c", "gzip -c a.txt > a.gz"], work, home);
  for (const args of [
    ["init", "-q", "-b", "main"],
    ["config", "user.name", "A"],
    ["config", "user.email", "a@example.com"],
    ["add", "."],
    ["commit", "-q", "-m", "first"],
    ["tag", "v1"],
  ]) {
    expect(await run("git", args, work, home)).toBe(0);
  }
});

afterAll(async () => {
  await rm(template, { recursive: true, force: true });
});

describe.concurrent("a command that is called read-only", () => {
  it("is what the list says", async () => {
    const classify = await loadShell();
    const context = { cwd: "/srv/project", home: "/home/dev" };
    const verdicts = READ_ONLY_COMMANDS.map((command) => classify(command, context).verdict);
    expect(new Set(verdicts)).toEqual(new Set(["read-only"]));
  });

  it.each(READ_ONLY_COMMANDS)("changes nothing when it runs: %j", async (command) => {
    expect(await effectsOf(command)).toEqual([]);
  });
});

describe("the sandbox", () => {
  it.each(WRITING_COMMANDS)("sees the effect of %j", async (command) => {
    expect(await effectsOf(command)).not.toEqual([]);
  });
});
