import { existsSync, readFileSync } from "node:fs";
import matter from "gray-matter";
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { describe, expect, test } from "vitest";
import * as wanted from "./skill-contents.ts";
import { skillFaults } from "./skill-spec.ts";

const FOLDER = "manage-concurrency";
const text = readFileSync(new URL("../../skill/SKILL.md", import.meta.url), "utf8");
const { content, data } = matter(text);

/** The text below one `## ` heading. */
function section(heading: string): string {
  const [, body] = content.split(`\n## ${heading}\n`);
  if (body === undefined) throw new Error(`no section: ${heading}`);
  return body.split("\n## ")[0] ?? "";
}

/** The bold title that opens each list item of a section. */
function titles(heading: string): string[] {
  return [...section(heading).matchAll(/^(?:- |\d\. )\*\*(.+?)\*\* -- \S/gm)].map(
    ([, t]) => t ?? "",
  );
}

/** The cells of each row of a section's table, without head and rule. */
function rows(heading: string): string[][] {
  return section(heading)
    .split("\n")
    .filter((row) => row.startsWith("|"))
    .slice(2)
    .map((row) =>
      row
        .slice(1, -1)
        .split("|")
        .map((cell) => cell.trim()),
    );
}

describe("the skill holds", () => {
  test("nine capabilities, six principles, seven steps, six escalations, in order", () => {
    expect(titles("Capabilities")).toEqual(wanted.CAPABILITIES);
    expect(titles("Core Principles")).toEqual(wanted.PRINCIPLES);
    expect(titles("Workflow")).toEqual(wanted.STEPS);
    expect(titles("When to Escalate")).toEqual(wanted.ESCALATIONS);
  });

  test("a route to each of the eight references, by a link inside the skill's folder", () => {
    const links = rows("Routing").map(([topic, link]) => [topic !== "", link]);
    expect(links).toEqual(wanted.REFERENCES.map((id) => [true, `[${id}](references/${id}.md)`]));
  });

  test("no route to a reference that is missing", () => {
    const missing = wanted.REFERENCES.filter(
      (id) => !existsSync(new URL(`../../references/${id}.md`, import.meta.url)),
    );
    expect(missing).toEqual([]);
  });

  test("a decision table with both languages in every row", () => {
    const table = rows("Choosing");
    expect(table.map(([need]) => need)).toEqual(wanted.NEEDS);
    expect(table.filter((cells) => cells.length !== 3 || cells.includes(""))).toEqual([]);
    expect(section("Choosing")).toContain("| Need | TypeScript | Python |");
  });

  test("every anti-pattern, with what to do instead", () => {
    const table = rows("Anti-Patterns");
    const missing = wanted.ANTI_PATTERNS.filter(
      (start) => !table.some(([avoid, instead]) => avoid?.startsWith(start) && instead !== ""),
    );
    expect(missing).toEqual([]);
  });

  test("fifteen checklist items, in order", () => {
    const items = [...section("Checklist").matchAll(/^- \[ \] (.+)$/gm)].map(([, item]) => item);
    expect(items).toEqual(wanted.CHECKLIST.map((start) => expect.stringContaining(start)));
  });

  test("twenty triggers", () => {
    const { triggers } = data["metadata"] as { triggers: string };
    expect(triggers.split(",").map((trigger) => trigger.trim())).toEqual(wanted.TRIGGERS);
  });

  test("no claim that was found wrong", () => {
    expect(wanted.RETIRED_CLAIMS.filter((claim) => claim.test(content))).toEqual([]);
  });

  test("only tools that exist", () => {
    const named = [
      "route",
      "read_reference",
      "scaffold",
      "classify_calls",
      "run_checklist",
      "dispatch",
    ];
    expect(named.filter((tool) => content.includes(`\`${tool}\``))).toEqual([
      "route",
      "read_reference",
      "run_checklist",
    ]);
  });

  test("less than 500 lines and 5,000 tokens", () => {
    expect(text.split("\n").length).toBeLessThan(500);
    expect(countTokens(text)).toBeLessThan(5000);
  });
});

describe("the Agent Skills specification", () => {
  test("is met", () => {
    expect(skillFaults(text, FOLDER)).toEqual([]);
  });

  test.each([
    ["name: a-b\ndescription: d", "name: a-b, not the folder's name manage-concurrency"],
    ["name: Manage--x\ndescription: d", "name: Manage--x, not lowercase words joined by hyphens"],
    ["name: manage-concurrency", "description: 0 characters, not 1 to 1024"],
    [
      `name: manage-concurrency\ndescription: ${"d".repeat(1025)}`,
      "description: 1025 characters, not 1 to 1024",
    ],
    ["name: manage-concurrency\ndescription: d\nversion: 1.0.0", "version: no key of the standard"],
    [
      "name: manage-concurrency\ndescription: d\nmetadata: { version: 1 }",
      "metadata.version: number, not a string",
    ],
  ])("rejects the front matter %j", (frontMatter, fault) => {
    expect(skillFaults(`---\n${frontMatter}\n---\nbody\n`, FOLDER)).toContain(fault);
  });

  test("accepts the longest description", () => {
    const longest = `---\nname: manage-concurrency\ndescription: ${"d".repeat(1024)}\n---\nbody\n`;
    expect(skillFaults(longest, FOLDER)).toEqual([]);
  });
});
