import { execFileSync } from "node:child_process";
import { chmodSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runCheck, type CheckRequest } from "../../src/checklist/check.ts";
import { signalbox } from "../built.ts";
import { folderOf } from "./folder.ts";
import { parts } from "./parts.ts";

const { signal } = new AbortController();
const check = (cwd: string, more: Partial<CheckRequest> = {}) =>
  runCheck({ paths: ["."], cwd, roots: [cwd], typed: false, signal, ...more }, parts);

/** A file that is always judged: what is wrong with another must not reach it. */
const GOOD = { "good.py": "import requests\nrequests.get('/')\n" };

const DEEP = 10_000;
/** On lines of their own: one long line would be taken for minified and not be parsed. */
const many = (text: string) => `${text}\n`.repeat(DEEP);
const nested = (open: string, inner: string, close: string) =>
  `${many(open)}${inner}\n${many(close)}`;
const indented = Array.from({ length: 700 }, (_, depth) => `${" ".repeat(depth)}if a:\n`);

const DEEPLY_NESTED = {
  "arrays.ts": `x = ${nested("[", "", "]")};`,
  "blocks.ts": nested("{", "", "}"),
  "chain.py": `x = (f()${many(".then(g)")})\n`,
  "chain.ts": `x = f()${many(".then(g)")};`,
  "elif.py": `if a:\n    b()\n${many("elif a:\n    b()")}`,
  "else.ts": `if (a) b(); ${many("else if (a) b();")}`,
  "functions.ts": nested("(async () => { await ", "f()", "; })()"),
  "indented.py": `${indented.join("")}${" ".repeat(700)}b()\n`,
  "lambdas.py": `x = (${many("lambda:")}1)\n`,
  "lists.py": `x = ${nested("[", "", "]")}\n`,
  "markup.tsx": `x = ${nested("<a>", "", "</a>")};`,
  "parentheses.py": nested("(", "1", ")"),
  "parentheses.ts": nested("(", "1", ")"),
  "sum.py": `x = (${many("a +")}b)\n`,
  "sum.ts": `x = ${many("a +")}b;`,
  "template.ts": `x = ${nested("`${", "1", "}`")};`,
  "types.ts": `type T = ${nested("A<", "B", ">")};`,
  "unary.py": `x = (${many("not")}f())\n`,
  "unary.ts": `x = ${many("!")}f();`,
};

const OTHERS = {
  "executor.ts": "export const p = new Promise(async (r) => r(await f()));\n",
  "leave.py": "def f():\n    try:\n        g()\n    finally:\n        return 1\n",
  ...GOOD,
};

// Some of the files end a child of ours or a borrowed engine, which has to be started again.
test("code nested 10,000 deep is judged or left out for it, and costs no other file", async () => {
  const files = { ...DEEPLY_NESTED, ...OTHERS };
  const { findings, judged, skipped, engines } = await check(folderOf(files));
  expect(findings.map(({ file, origin }) => [file, origin])).toEqual([
    ["executor.ts", "oxlint"],
    ["good.py", "signalbox"],
    ["leave.py", "ruff"],
  ]);
  const answered = [...judged, ...skipped.map(({ file }) => file)];
  expect(answered.toSorted()).toEqual(Object.keys(files).toSorted());
  for (const { because } of skipped) {
    expect(because).toMatch(/^nested too deeply$|^crashed its parser |^took longer than /);
  }
  expect(engines.map(({ state }) => state)).toEqual(["ran", "ran", "unused"]);
}, 120_000);

test("files of 10 MB are left out for it, and so is a snippet", { timeout: 60_000 }, async () => {
  const call = `f(${"1,".repeat(5_000_000)}1)`;
  const folder = folderOf({
    "comment.py": `#${"-".repeat(10_000_000)}`,
    "line.py": call,
    "line.ts": call,
    "lines.ts": "f();\n".repeat(2_000_000),
    "spaces.ts": " ".repeat(10_000_000),
    ...GOOD,
  });
  const { skipped, judged } = await check(folder);
  expect(judged).toEqual(["good.py"]);
  expect(skipped.toSorted((one, two) => (one.file < two.file ? -1 : 1))).toEqual([
    { file: "comment.py", because: "minified" },
    { file: "line.py", because: "minified" },
    { file: "line.ts", because: "minified" },
    { file: "lines.ts", because: "longer than 1500000 characters" },
    { file: "spaces.ts", because: "minified" },
  ]);
  const snippet = await check("/", { snippet: { name: "a.ts", text: call } });
  expect(snippet.skipped).toEqual([{ file: "a.ts", because: "longer than 1500000 characters" }]);
});

describe("text that is not as it should be", () => {
  test("lone surrogates, as bytes and in a snippet", async () => {
    const folder = folderOf({});
    const code = Buffer.from("x = 1\nimport requests\nrequests.get('?')  # ?\n");
    // Half a pair in UTF-8, which no decoder takes.
    const bytes = Buffer.concat([code, Buffer.from("y = '"), Buffer.from([0xed, 0xa0, 0x80, 39])]);
    writeFileSync(join(folder, "a.py"), bytes);
    expect((await check(folder)).findings).toMatchObject([{ file: "a.py", line: 3, column: 1 }]);
    for (const name of ["a.ts", "a.py"]) {
      const call = name === "a.ts" ? "await fetch(x)" : "import requests; requests.get(x)";
      const text = `x = '\ud800\ude00\ude00'; ${call}\n`;
      const { findings, skipped, files } = await check("/", { snippet: { name, text } });
      expect([files, skipped]).toEqual([1, []]);
      expect(findings.map(({ column }) => column)).toEqual([name === "a.ts" ? 18 : 29]);
      expect(JSON.stringify(findings)).not.toMatch(/\\ud[89a-f]/);
    }
  });

  test("NUL bytes and binary data are not code", async () => {
    const binary = Buffer.from(Array.from({ length: 4_096 }, (_, at) => (at * 7_919) % 256));
    const folder = folderOf({ "nul.py": "a = 1\0\n", ...GOOD });
    writeFileSync(join(folder, "image.ts"), binary);
    const { findings, skipped } = await check(folder);
    expect(findings).toHaveLength(1);
    expect(skipped.toSorted((one, two) => (one.file < two.file ? -1 : 1))).toEqual([
      { file: "image.ts", because: "not text" },
      { file: "nul.py", because: "not text" },
    ]);
  });

  test("UTF-16 is not taken for code", async () => {
    const folder = folderOf({});
    writeFileSync(join(folder, "wide.ts"), Buffer.from("\ufefffetch('/a');\n", "utf16le"));
    expect((await check(folder)).skipped).toEqual([{ file: "wide.ts", because: "not text" }]);
  });

  test.each(["\n", "\r\n"])("a byte order mark and line ends %j move no place", async (end) => {
    const mark = "\ufeff";
    const folder = folderOf({
      "a.ts": `${mark}await fetch('/a');${end}  await fetch('/b');${end}`,
      "a2.ts": `${mark}const p = new Promise(async (r) => r(1));${end}`,
      "b.py": `${mark}import requests, time${end}${end}requests.get('/')${end}`,
      "c.py": `${mark}async def f():${end}    import time${end}    time.sleep(1)${end}`,
    });
    const { findings } = await check(folder);
    expect(findings.map(({ file, line, column, source }) => [file, line, column, source])).toEqual([
      ["a.ts", 1, 7, "await fetch('/a');"],
      ["a.ts", 2, 9, "  await fetch('/b');"],
      ["a2.ts", 1, 23, "const p = new Promise(async (r) => r(1));"],
      ["b.py", 3, 1, "requests.get('/')"],
      ["c.py", 3, 5, "    time.sleep(1)"],
    ]);
  });

  test("an empty file passes", async () => {
    const { findings, skipped, files } = await check(folderOf({ "a.ts": "", "b.py": "" }));
    expect([findings, skipped, files]).toEqual([[], [], 2]);
  });
});

describe("what is not an ordinary file", () => {
  test("loops of links are not followed", async () => {
    const folder = folderOf({ "in/a.ts": "", ...GOOD });
    symlinkSync(folder, join(folder, "in/up"));
    symlinkSync("loop.ts", join(folder, "loop.ts"));
    const { files, findings } = await check(folder);
    expect([files, findings.length]).toEqual([2, 1]);
    await expect(check(folder, { paths: ["loop.ts"] })).rejects.toThrow(
      "path: no file or folder is at loop.ts",
    );
  });

  test.skipIf(process.platform === "win32")("a pipe is not waited for", async () => {
    const folder = folderOf(GOOD);
    execFileSync("mkfifo", [join(folder, "pipe.ts")]);
    expect((await check(folder)).files).toBe(1);
    expect((await check(folder, { paths: ["*.ts", "good.py"] })).files).toBe(1);
    await expect(check(folder, { paths: ["pipe.ts"] })).rejects.toThrow(
      "path: pipe.ts is neither a file nor a folder",
    );
  });

  test.skipIf(process.getuid?.() === 0)("a file that may not be read is left out", async () => {
    const folder = folderOf({ "secret.ts": "", ...GOOD });
    chmodSync(join(folder, "secret.ts"), 0);
    const { files, skipped } = await check(folder);
    expect([files, skipped]).toEqual([
      1,
      [{ file: "secret.ts", because: "cannot be read (EACCES)" }],
    ]);
  });
});

test("5,000 files are judged, each once", { timeout: 60_000 }, async () => {
  const names = Array.from(
    { length: 5_000 },
    (_, at) => `d${at % 70}/f${at}.${at % 2 ? "ts" : "py"}`,
  );
  const folder = folderOf(Object.fromEntries(names.map((name) => [name, "x = 1\n"])));
  const { files, skipped } = await check(folder);
  expect([files, skipped]).toEqual([5_000, []]);
});

test("what a terminal obeys does not get through to one", async () => {
  const folder = folderOf({
    "a\u001b[2J\u202e.ts": "await fetch('\u001b]0;owned\u0007\u202e\u009b31m');\n",
  });
  for (const format of ["text", "markdown", "github"]) {
    const { stdout } = await signalbox(["check", folder, "--format", format]);
    if (format !== "github")
      expect(stdout).toContain("fetch('\uFFFD]0;owned\uFFFD\uFFFD\uFFFD31m')");
    expect(stdout).toContain("a\uFFFD[2J\uFFFD.ts");
    expect(stdout).not.toMatch(/(?!\n)[\p{Cc}\u202e]/u);
  }
});
