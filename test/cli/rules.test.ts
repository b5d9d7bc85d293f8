import { expect, test } from "vitest";
import { ITEMS } from "../../src/checklist/items.ts";
import { RULES } from "../../src/checklist/rules.ts";
import { signalbox } from "../built.ts";

interface Listed {
  id: string;
  origin: string;
  item: number;
  why: string;
}

test("the list holds every rule of our own and the borrowed ones, each with a reason", async () => {
  const { code, stdout } = await signalbox(["check", "--list-rules", "--json"]);
  expect(code).toBe(0);
  const rules = JSON.parse(stdout) as Listed[];
  const ids = rules.map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining(RULES.map(({ name }) => name)));
  expect(ids).toEqual(expect.arrayContaining(["ruff/S113", "oxlint/eslint/no-unsafe-finally"]));
  expect(new Set(ids).size).toBe(ids.length);
  expect(rules.filter(({ why }) => why.length < 20)).toEqual([]);
  const items = rules.map(({ item }) => item);
  expect(items).toEqual(items.toSorted((one, two) => one - two));
  expect(ITEMS.map(({ id }) => id)).toEqual(expect.arrayContaining(items));
});

test("for people it stands under the items", async () => {
  const { stdout } = await signalbox(["check", "--list-rules"]);
  expect(stdout).toMatch(
    /^8\. Timeouts on every asynchronous operation\n(?: {2}.*\n)* {2}missing-timeout +fail +high/m,
  );
});

test("a rule of our own is explained with a failing and a passing example", async () => {
  const { code, stdout } = await signalbox(["check", "--explain", "missing-timeout"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^missing-timeout\nitem 8, Timeouts on every/);
  expect(stdout).toContain("\n\nA peer may accept a connection and never answer.");
  expect(stdout).toMatch(/Fails, typescript:\n[^]*await fetch\(url\); \/\/ ! `fetch` has no/);
  expect(stdout).toMatch(/Passes, python:\n {4}import requests/);
  expect(stdout).toContain("signalbox-allow missing-timeout: reason\n");
});

test.each(["ruff/S113", "S113"])("%s is explained with its source", async (asked) => {
  const { code, stdout } = await signalbox(["check", "--explain", asked, "--json"]);
  expect([code, JSON.parse(stdout)]).toMatchObject([
    0,
    {
      id: "ruff/S113",
      item: 8,
      fix: "pass `timeout=seconds`",
      url: "https://docs.astral.sh/ruff/rules/request-without-timeout/",
      examples: [],
    },
  ]);
});

test("an unknown rule, and a check of nothing, are wrong command lines", async () => {
  const unknown = await signalbox(["check", "--explain", "missing-time"]);
  expect([unknown.code, unknown.stderr]).toEqual([
    2,
    "signalbox: explain: no rule is called missing-time; see check --list-rules\n",
  ]);
  const nothing = await signalbox(["check"]);
  expect([nothing.code, nothing.stderr]).toEqual([2, "error: give a file, folder or glob\n"]);
});
