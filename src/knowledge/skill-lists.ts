import { KnowledgeError } from "./fault.js";
import type { Decision, Escalation, Page } from "./library.js";

// The lists are read from SKILL.md itself, so that what a person reads there and what a tool
// answers cannot differ. Their form is fixed and small, so lines are enough; remark without its
// GFM plug-in has no tables.

/** The rows of the table whose columns are Need, TypeScript and Python. */
export function decisionsOf(skill: Page): Decision[] {
  return linesOf(skill, "Choosing")
    .filter((line) => line.startsWith("|") && !/^\|[\s:|-]+$/.test(line))
    .map(cellsOf)
    .filter(([need]) => need?.toLowerCase() !== "need")
    .map(([need = "", typescript = "", python = "", ...rest]) => {
      if (need === "" || typescript === "" || python === "" || rest.length > 0) {
        throw broken("Choosing", `a row needs exactly three cells; found "${need}"`);
      }
      return { need, typescript, python };
    });
}

/** The items `- **Title** -- text`. */
export function escalationsOf(skill: Page): Escalation[] {
  return itemsOf(skill, "When to Escalate").map((item) => {
    const [, title, text] = /^\*\*([^*]+)\*\*\s*(?:--|—|–|:)\s*(\S.*)$/.exec(item) ?? [];
    if (title === undefined || text === undefined) {
      throw broken("When to Escalate", `an item is "**Title** -- text"; found "${item}"`);
    }
    return { title, text };
  });
}

export function checklistOf(skill: Page): string[] {
  return itemsOf(skill, "Checklist").map((item) => item.replace(/^\[[ x]\]\s*/, ""));
}

/** List items of a section, each joined to one line. */
function itemsOf(skill: Page, heading: string): string[] {
  const items: string[] = [];
  for (const line of linesOf(skill, heading)) {
    const [, first] = /^[-*]\s+(.*)$/.exec(line) ?? [];
    if (first !== undefined) items.push(first.trim());
    else if (/^\s+\S/.test(line) && items.length > 0) items.push(`${items.pop()} ${line.trim()}`);
  }
  if (items.length === 0) throw broken(heading, "no list items");
  return items;
}

function linesOf(skill: Page, heading: string): string[] {
  const section = skill.sections.find((each) => each.heading.startsWith(heading));
  if (section === undefined) throw broken(heading, "no such heading");
  return skill.markdown.slice(section.start, section.end).split("\n");
}

/** Cells of a table row; a bar in a code span is written `\|` and is no border. */
function cellsOf(row: string): string[] {
  return row
    .trim()
    .replace(/^\|/, "")
    .replace(/\|$/, "")
    .split(/(?<!\\)\|/)
    .map((cell) => cell.replaceAll(String.raw`\|`, "|").trim());
}

function broken(heading: string, message: string): KnowledgeError {
  return new KnowledgeError("artefact-broken", heading, `SKILL.md: ${heading}: ${message}`);
}
