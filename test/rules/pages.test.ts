import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { ITEMS } from "../../src/checklist/items.ts";
import { blocksOf } from "../../src/checklist/page.ts";
import { Project } from "../../src/checklist/project.ts";
import { RULES } from "../../src/checklist/rules.ts";
import { parseText } from "../checklist/parse-text.ts";

const folder = new URL("./", import.meta.url);
const pages = readdirSync(folder).filter((name) => name.endsWith(".md"));

test("every rule has a page and every page a rule, and the list is in order", () => {
  const names = RULES.map(({ name }) => name);
  expect(pages.map((page) => page.replace(/\.md$/, ""))).toEqual(names.toSorted());
  expect(names).toEqual(names.toSorted());
});

describe.each(RULES)("$name", (rule) => {
  const blocks = blocksOf(readFileSync(new URL(`${rule.name}.md`, folder), "utf8"));

  test("its item exists and its page shows what fails and what passes", () => {
    expect(ITEMS.map(({ id }) => id)).toContain(rule.item);
    const shown = blocks.filter(({ expected }) => expected.length > 0);
    expect(shown.length).toBeGreaterThan(0);
    expect(blocks.length).toBeGreaterThan(shown.length);
  });

  test.each(blocks.map((block) => [`line ${block.line} of the page`, block] as const))(
    "%s",
    async (_, { language, text, expected }) => {
      const file = await parseText(language === "ts" ? "page.tsx" : "page.py", text);
      if (!rule.languages.includes(file.language)) throw new Error(`not for ${file.language}`);
      const found = rule
        .check(file, new Project())
        .map(({ node, message, level = rule.level }) => {
          return { line: file.position(node.start).line, level, message };
        })
        .sort((one, two) => one.line - two.line);
      expect(found).toEqual(
        expected.map(({ line, message }) => {
          // `! fail: part of message` holds the level too, where a page shows both side by side.
          const [, level, text] = /^(?:(fail|review): )?(.*)$/s.exec(message) ?? [];
          return {
            line,
            level: level ?? (expect.any(String) as string),
            message: expect.stringContaining(text ?? message) as string,
          };
        }),
      );
    },
  );
});
