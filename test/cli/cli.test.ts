import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { signalbox } from "../built.ts";

test("--help names every command and the exit codes, and ends with 0", async () => {
  const { code, stdout, stderr } = await signalbox(["--help"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  for (const word of ["serve", "route", "read", "claude mcp add", "Exit codes"]) {
    expect(stdout).toContain(word);
  }
});

test("--version is the package's version", async () => {
  const { version } = JSON.parse(
    readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
  ) as { version: string };
  expect(await signalbox(["--version"])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
});

test.each([
  [["bogus"], "unknown command 'bogus'"],
  [["route"], "give a question, or --stdin"],
  [["serve", "--port", "70000"], "a whole number from 0 to 65535, not 70000"],
  [["serve", "--port", "1e3"], "a whole number from 0 to 65535, not 1e3"],
  [["read"], "missing required argument 'reference'"],
  [["route", "x", "--nonsense"], "unknown option '--nonsense'"],
])("the wrong command line %j ends with 2 and says why on stderr", async (args, why) => {
  const { code, stdout, stderr } = await signalbox(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(why);
});

test("route prints the answer, and with --json its value", async () => {
  const text = await signalbox(["route", "429", "Too", "Many", "Requests"]);
  expect(text).toMatchObject({ code: 0, stderr: "" });
  expect(text.stdout).toContain("Best: rate-limiting");
  const { stdout } = await signalbox(["route", "429 Too Many Requests", "--json"]);
  expect(JSON.parse(stdout)).toMatchObject({ none: false, best: { id: "rate-limiting" } });
});

test("route --stdin answers every line in order, bad lines with an error", async () => {
  const lines = ['{"query":"429 Too Many Requests"}', "{", '{"q":1}', "", '{"query":"bake bread"}'];
  const { code, stdout } = await signalbox(["route", "--stdin"], `${lines.join("\n")}\n`);
  const answers = stdout
    .trim()
    .split("\n")
    .map((text) => JSON.parse(text) as Record<string, unknown>);
  expect(code).toBe(0);
  expect(answers).toHaveLength(4);
  expect(answers[0]).toMatchObject({ best: "rate-limiting", none: false });
  expect(answers[1]).toEqual({ error: "the line is not JSON" });
  expect(answers[2]).toHaveProperty("error");
  expect(answers[3]).toMatchObject({ best: null, none: true, also: [] });
});

test("read prints the whole reference, a section, or says which ids there are", async () => {
  const whole = await signalbox(["read", "rate-limiting"]);
  const page = readFileSync(new URL("../../references/rate-limiting.md", import.meta.url), "utf8");
  expect(page).toContain(whole.stdout.trim());
  expect(whole.stdout.length).toBeGreaterThan(page.length * 0.8);
  const outline = await signalbox(["read", "rate-limiting", "--outline"]);
  expect(outline.stdout.length).toBeLessThan(whole.stdout.length / 4);
  const wrong = await signalbox(["read", "rate-limit"]);
  expect(wrong).toMatchObject({ code: 1, stdout: "" });
  expect(wrong.stderr).toContain("rate-limiting");
});
