import type { RuleInfo } from "./catalogue.js";
import type { Language } from "./ir/source-file.js";
import { ITEMS } from "./items.js";
import { blocksOf, type Block } from "./page.js";

/** What fails beside the nearest that passes; the finding stands as a comment on its line. */
interface Example {
  language: Language;
  fails: string;
  passes: string;
}

/** Everything that is known of one rule. */
export interface Explanation extends Omit<RuleInfo, "page"> {
  itemTitle: string;
  reference: string;
  examples: Example[];
}

export function explain({ page, ...rule }: RuleInfo): Explanation {
  const { title = "", reference = "" } = ITEMS[rule.item - 1] ?? {};
  return { ...rule, itemTitle: title, reference, examples: examplesOf(page ?? "") };
}

function examplesOf(page: string): Example[] {
  const blocks = blocksOf(page);
  return (["ts", "python"] as const).flatMap((language) => {
    const own = blocks.filter((block) => block.language === language);
    const at = own.findIndex(({ expected }) => expected.length > 0);
    const fails = own[at];
    const passes = nearestPassing(own, at);
    if (fails === undefined || passes === undefined) return [];
    const name = language === "ts" ? "typescript" : "python";
    return [{ language: name, fails: fails.text, passes: passes.text } satisfies Example];
  });
}

function nearestPassing(blocks: readonly Block[], at: number): Block | undefined {
  const passing = (block: Block): boolean => block.expected.length === 0;
  return blocks.slice(at + 1).find(passing) ?? blocks.find(passing);
}

/** Rules are found by their id, by their name alone, or without their plugin's name. */
export function findRule(rules: readonly RuleInfo[], asked: string): RuleInfo | undefined {
  return (
    rules.find(({ id }) => id === asked) ??
    rules.find(({ rule }) => rule === asked) ??
    rules.find(({ rule }) => rule.split("/").at(-1) === asked)
  );
}

/** For people: what, why, the examples and how to allow one place. */
export function explanationText(explanation: Explanation): string {
  const { id, rule, item, itemTitle, reference, origin, level, confidence } = explanation;
  const { languages, why, fix, url, examples } = explanation;
  return [
    id,
    `item ${item}, ${itemTitle} (${reference})`,
    `${origin}: ${level}, ${confidence} confidence; ${languages.join(", ")}`,
    "",
    why,
    ...(fix === undefined ? [] : ["", `Fix: ${fix}`]),
    ...(url === undefined ? [] : ["", `See ${url}`]),
    ...examples.flatMap(({ language, fails, passes }) => [
      "",
      `Fails, ${language}:`,
      indented(fails),
      "",
      `Passes, ${language}:`,
      indented(passes),
    ]),
    "",
    `To allow one place, on its line or the line above: signalbox-allow ${rule}: reason`,
    "",
  ].join("\n");
}

const indented = (text: string): string => text.trimEnd().replaceAll(/^(?=.)/gm, "    ");

/** One line for each rule, under its item. */
export function ruleList(rules: readonly RuleInfo[]): string {
  const width = Math.max(...rules.map(({ id }) => id.length));
  const lines = ITEMS.flatMap(({ id: item, title }) => {
    const own = rules.filter((rule) => rule.item === item);
    if (own.length === 0) return [];
    const told = own.map(
      ({ id, level, confidence: sure, languages }) =>
        `  ${id.padEnd(width)}  ${level.padEnd(6)} ${sure.padEnd(6)} ${languages.join(", ")}`,
    );
    return [`${item}. ${title}`].concat(told);
  });
  return `${lines.join("\n")}\n`;
}
