// CONFIGURATION.md says what the schema says, no less and no more.

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { knownKeys, SERVER_FORMS } from "../../src/gateway/config-schema.ts";
import { parseConfig } from "../../src/gateway/config.ts";

const page = readFileSync(new URL("../../CONFIGURATION.md", import.meta.url), "utf8");

/** The rows of the table under a heading, as texts without the marks of code. */
function rowsUnder(heading: string): string[][] {
  const section = page.split(/^## /m).find((part) => part.startsWith(heading)) ?? "";
  const rows = section.split("\n").filter((line) => line.startsWith("| `"));
  return rows.map((row) =>
    row
      .split(" |")
      .slice(0, -1)
      .map((cell) => cell.replace(/^\|? ?/, "").trim()),
  );
}

const keyOf = ([key = ""]: readonly string[]): string => key.replaceAll("`", "");

/** What the schema says is allowed at a place of an entry: its complaint about what never is. */
function allowedAt(form: keyof typeof SERVER_FORMS, path: readonly string[]): string {
  const required = form === "stdio" ? { command: "x" } : { url: "x" };
  const never: unknown = () => 0;
  const wrong = path.reduceRight<unknown>((value, key) => ({ [key]: value }), never);
  const { error } = SERVER_FORMS[form].safeParse({ ...required, ...(wrong as object) });
  return error?.issues.find((issue) => issue.path.join() === path.join())?.message ?? "";
}

describe("the table of an entry", () => {
  const rows = rowsUnder("An entry");
  const idle = ["name", "title", "description", "timeout", "autoApprove", "alwaysAllow"];

  test.each(["stdio", "http"] as const)("names every key of %s", (form) => {
    const told = rows.filter(([, of]) => of === form || of === "both").map(keyOf);
    const known = knownKeys(form, []).filter((key) => !told.includes(key));
    expect(known.sort()).toEqual([...idle, "alwaysLoad"].sort());
    for (const key of told) expect(knownKeys(form, [])).toContain(key);
    for (const key of known) expect(page).toContain(`\`${key}\``);
  });

  test.each(rows)("says what is allowed for %s of %s", (...row) => {
    const [, of, allowed] = row;
    for (const form of of === "both" ? (["stdio", "http"] as const) : [of as "stdio" | "http"]) {
      const said = allowedAt(form, [keyOf(row)]);
      // The schema takes an empty text where the page asks for more; never the other way round.
      expect([said, said.replace(/^a text$/, "a text that is not empty")]).toContain(allowed);
    }
  });
});

describe("the table of our own keys", () => {
  const rows = rowsUnder("Under `signalbox`");

  test("names every key, and where it may stand", () => {
    const own = knownKeys("stdio", ["signalbox"]);
    const rate = knownKeys("stdio", ["signalbox", "rate"]).map((key) => `rate.${key}`);
    expect(rows.map(keyOf).sort()).toEqual([...own, ...rate].sort());
    const both = rows.filter(([, of]) => of === "both").map(keyOf);
    expect(both.sort()).toEqual(knownKeys("stdio", ["signalbox", "tools", "x"]).sort());
  });

  test.each(rows)("says what is allowed for %s of %s", (...row) => {
    const path = ["signalbox", ...keyOf(row).split(".")];
    expect(allowedAt("stdio", path)).toBe(row[2]);
    expect(allowedAt("http", path)).toBe(row[2]);
  });

  test("says what holds where a number is left out", () => {
    const text = JSON.stringify({ mcpServers: { s: { command: "x" } } });
    const { servers } = parseConfig({ name: "mcp.json", text, env: {} });
    const bounds: Readonly<Record<string, unknown>> = { ...servers.get("s")?.bounds };
    const numbers = rows.filter((row) => /^\d+$/.test(row[3] ?? ""));
    expect(numbers.map(keyOf)).toEqual([
      "timeoutMs",
      "concurrency",
      "connectTimeoutMs",
      "answerBytesMax",
    ]);
    for (const row of numbers) expect(String(bounds[keyOf(row)])).toBe(row[3]);
    expect(servers.get("s")).toMatchObject({ allow: "read", policy: { trusted: false } });
  });
});

test("the example on the page is read as it stands", () => {
  const text = /```json\n([^`]*)```/.exec(page)?.[1] ?? "";
  const { servers } = parseConfig({ name: "mcp.json", text, env: { TRACKER_TOKEN: "t" } });
  expect([...servers.keys()]).toEqual(["files", "tracker"]);
  expect(servers.get("tracker")?.bounds).toMatchObject({ rate: { perSecond: 5, burst: 10 } });
});
