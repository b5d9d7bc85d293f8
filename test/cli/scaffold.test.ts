import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { signalbox } from "../built.ts";

test("scaffold alone lists the patterns, and who has them on a library", async () => {
  const { code, stdout } = await signalbox(["scaffold"]);
  expect(code).toBe(0);
  expect(stdout.trim().split("\n")).toHaveLength(21);
  expect(stdout).toContain(
    "semaphore-limiter       Semaphore: at most N at once (library: typescript, python)\n",
  );
  expect(stdout).toContain("first-wins              First success wins, with optional hedging\n");
});

test("scaffold --json lists them as a value", async () => {
  const { stdout } = await signalbox(["scaffold", "--json"]);
  const { patterns } = JSON.parse(stdout) as { patterns: { id: string }[] };
  expect(patterns.find(({ id }) => id === "circuit-breaker")).toEqual({
    id: "circuit-breaker",
    title: "Circuit breaker",
    library: ["typescript"],
  });
});

test("a combination that does not exist is refused with those that do", async () => {
  const args = ["scaffold", "circuit-breaker", "--language", "python", "--variant", "library"];
  expect(await signalbox(args)).toEqual({
    code: 1,
    stdout: "",
    stderr:
      "signalbox: variant: circuit-breaker is not there in python library; " +
      "there is: typescript standalone, typescript library, python standalone\n",
  });
});

test("--force without --out is refused: there is nothing to overwrite", async () => {
  expect(await signalbox(["scaffold", "retry", "--force"])).toEqual({
    code: 2,
    stdout: "",
    stderr: "error: --force needs --out\n",
  });
});

test("scaffold --out writes the files, and over what exists only with --force", async () => {
  const folder = await mkdtemp(join(tmpdir(), "signalbox-scaffold-"));
  try {
    const out = join(folder, "new");
    const args = ["scaffold", "retry", "--language", "python", "--name", "load", "--out", out];
    const { code, stdout } = await signalbox(args);
    expect(code).toBe(0);
    const names = ["example_retry.py", "retry.py", "test_retry.py", "virtual_time.py"];
    expect((await readdir(out)).toSorted()).toEqual(names);
    expect(stdout.trim().split("\n").toSorted()).toEqual(names.map((name) => join(out, name)));
    const example = join(out, "example_retry.py");
    expect(await readFile(example, "utf8")).toMatch(/def load\(/);
    await writeFile(example, "mine");
    const refused = await signalbox(args);
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toContain("nothing written, for these exist (--force overwrites)");
    expect(await readFile(example, "utf8")).toBe("mine");
    expect(await signalbox([...args, "--force"])).toMatchObject({ code: 0, stdout });
    expect(await readFile(example, "utf8")).toMatch(/def load\(/);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("scaffold with a number out of range says so in a line", async () => {
  const { code, stdout, stderr } = await signalbox(["scaffold", "retry", "--limit", "abc"]);
  const message = "limit: a whole number from 1 to 10000; received NaN";
  expect({ code, stdout, stderr }).toEqual({
    code: 1,
    stdout: "",
    stderr: `signalbox: ${message}\n`,
  });
});
