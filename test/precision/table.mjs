// The table of precision.md out of what was found and what was read.
import { readFileSync } from "node:fs";

/** @typedef {{ rule: string, level: string, confidence: string }} Kind */
/** @typedef {Kind & { found: number }} Counted */
/** @typedef {{ lines: { typescript: number, python: number }, rules: Counted[] }} Counts */
/**
 * @typedef {Kind & { package: string, file: string, line: number,
 *   verdict: "right" | "wrong" | "arguable", why: string }} Verdict
 */

const BEGIN = "<!-- table -->";
const END = "<!-- /table -->";

/** @returns {Verdict[]} */
export const readVerdicts = () =>
  readFileSync(new URL("verdicts.jsonl", import.meta.url), "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));

/** What a finding and its verdict have in common. @param {Place} place */
export const placeOf = ({ rule, package: id, file, line }) => `${rule} ${id} ${file}:${line}`;

/** @typedef {{ rule: string, package: string, file: string, line: number }} Place */

/** The default view shows no more than these. @param {Kind} kind */
export const isShown = ({ confidence }) => confidence === "high";

/** @param {Kind[]} found @returns {Counted[]} */
export function counted(found) {
  /** @type {Map<string, Counted>} */
  const kinds = new Map();
  for (const { rule, level, confidence } of found) {
    const key = `${rule} ${level} ${confidence}`;
    const kind = kinds.get(key) ?? { rule, level, confidence, found: 0 };
    kinds.set(key, { ...kind, found: kind.found + 1 });
  }
  return [...kinds.keys()].toSorted().flatMap((key) => kinds.get(key) ?? []);
}

/** @param {string} page @param {Counts} counts @param {Verdict[]} verdicts */
export function withTable(page, counts, verdicts) {
  const [before = "", rest = ""] = page.split(BEGIN);
  const [, after = ""] = rest.split(END);
  return `${before}${BEGIN}\n\n${table(counts, verdicts)}\n${END}${after}`;
}

/** @param {Counts} counts @param {Verdict[]} verdicts */
function table({ lines, rules }, verdicts) {
  const shown = rules.filter(isShown);
  const parts = [
    `${number(lines.typescript)} lines of TypeScript and JavaScript, ` +
      `${number(lines.python)} of Python. ${number(sum(rules))} findings; ${verdicts.length} read.`,
    summary(rules, verdicts),
    "Shown by default, by rule:",
    byRule(shown, verdicts.filter(isShown)),
    "With `--all` besides, the rules of which something was read:",
    byRule(
      rules.filter((kind) => !isShown(kind) && verdicts.some((verdict) => isOf(verdict, kind))),
      verdicts.filter((verdict) => !isShown(verdict)),
    ),
  ];
  return `${parts.join("\n\n")}\n`;
}

/** @param {Counted[]} rules @param {Verdict[]} verdicts */
function summary(rules, verdicts) {
  const kinds = new Map(rules.map((kind) => [`${kind.level}, ${kind.confidence}`, kind]));
  return rows(
    "shown as",
    [...kinds.keys()].toSorted().map((name) => {
      const kind = kinds.get(name);
      const alike = (/** @type {Kind} */ one) =>
        one.level === kind?.level && one.confidence === kind.confidence;
      return row(name, rules.filter(alike), verdicts.filter(alike));
    }),
  );
}

/** @param {Counted[]} rules @param {Verdict[]} verdicts */
function byRule(rules, verdicts) {
  return rows(
    "rule",
    rules.map((kind) => {
      const { rule, level, confidence } = kind;
      const doubt = isShown(kind) ? [] : [confidence];
      const name = [rule, ...(level === "fail" && isShown(kind) ? [] : [level, ...doubt])].join(
        ", ",
      );
      return row(
        name,
        [kind],
        verdicts.filter((verdict) => isOf(verdict, kind)),
      );
    }),
  );
}

/** @param {Kind} one @param {Kind} kind */
const isOf = (one, kind) =>
  one.rule === kind.rule && one.level === kind.level && one.confidence === kind.confidence;

/** @param {string} first @param {string[]} lines */
const rows = (first, lines) =>
  [
    `| ${first} | found | read | right | arguable | wrong |`,
    "|---|---|---|---|---|---|",
    ...lines,
  ].join("\n");

/** @param {string} name @param {Counted[]} rules @param {Verdict[]} verdicts */
function row(name, rules, verdicts) {
  const of = (/** @type {Verdict["verdict"]} */ verdict) =>
    verdicts.filter((one) => one.verdict === verdict).length;
  const share =
    verdicts.length === 0 ? "" : ` (${Math.round((100 * of("right")) / verdicts.length)} %)`;
  const cells = [
    name,
    sum(rules),
    verdicts.length,
    `${of("right")}${share}`,
    of("arguable"),
    of("wrong"),
  ];
  return `| ${cells.join(" | ")} |`;
}

/** @param {Counted[]} rules */
const sum = (rules) => rules.reduce((total, { found }) => total + found, 0);

/** @param {number} value */
const number = (value) => value.toLocaleString("en-US");
