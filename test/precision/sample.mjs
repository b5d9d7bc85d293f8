// Which findings are read: node test/precision/sample.mjs FOLDER
// Fetches the material into FOLDER, judges it, and writes found.json and the table of precision.md.
// Findings of the sample that nobody has read yet are printed with their code; their verdicts go
// into verdicts.jsonl, one a line, and the table is written again.
// Of what the default view shows, some of each rule are drawn; of the rest, whatever their rule.
// The order is that of a hash, so that a finding that is no longer there makes room for the next.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { findings } from "./found.mjs";
import { material } from "./material.mjs";
import { counted, isShown, placeOf, readVerdicts, withTable } from "./table.mjs";

/** @typedef {import("./found.mjs").Found} Found */

const SEED = "signalbox 1";
/** At least so many of each rule, and a quarter where it found more. */
const PER_RULE = { min: 16, share: 4 };
const REST = /** @type {const} */ ({ fail: 40, review: 14 });
const LINES_AROUND = 12;

/** @param {Found[]} found */
function draw(found) {
  const order = found.toSorted((a, b) => (hash(a) < hash(b) ? -1 : 1));
  const shown = order.filter(isShown);
  const rules = [...new Set(shown.map(({ rule }) => rule))].toSorted();
  const perRule = rules.map((rule) => shown.filter((finding) => finding.rule === rule));
  const rest = order.filter((finding) => !isShown(finding));
  return [
    ...perRule.flatMap((all) =>
      all.slice(0, Math.max(PER_RULE.min, Math.ceil(all.length / PER_RULE.share))),
    ),
    ...rest.filter(({ level }) => level === "fail").slice(0, REST.fail),
    ...rest.filter(({ level }) => level === "review").slice(0, REST.review),
  ];
}

/** @param {Found} finding */
const hash = (finding) => createHash("sha256").update(SEED).update(placeOf(finding)).digest("hex");

/** @param {Found} finding */
function show(finding) {
  const { rule, level, confidence, package: id, file, line, message } = finding;
  console.log(`\n${JSON.stringify({ rule, level, confidence, package: id, file, line })}`);
  console.log(`  ${message}`);
  const text = readFileSync(finding.path, "utf8").split("\n");
  for (let at = Math.max(1, line - LINES_AROUND); at <= line + LINES_AROUND; at += 1) {
    console.log(`${at === line ? ">" : " "}${String(at).padStart(6)} ${text[at - 1] ?? ""}`);
  }
}

const folder = resolve(process.argv[2] ?? "material");
const all = await findings(folder, material(folder));
const sample = draw(all.found);
const known = new Map(readVerdicts().map((verdict) => [placeOf(verdict), verdict]));
const unread = sample.filter((finding) => !known.has(placeOf(finding)));
for (const finding of unread) show(finding);

const here = new URL("./", import.meta.url);
// A finding may be shown elsewhere since it was read: its level is that of today.
const kept = sample
  .flatMap((finding) => {
    const { level, confidence } = finding;
    const verdict = known.get(placeOf(finding));
    return verdict === undefined ? [] : { ...verdict, level, confidence };
  })
  .toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
const found = { lines: all.lines, rules: counted(all.found) };
writeFileSync(new URL("found.json", here), `${JSON.stringify(found, undefined, 2)}\n`);
writeFileSync(
  new URL("verdicts.jsonl", here),
  kept.map((verdict) => `${JSON.stringify(verdict)}\n`).join(""),
);
const page = new URL("precision.md", here);
writeFileSync(page, withTable(readFileSync(page, "utf8"), found, kept));
console.error(`${sample.length} in the sample, ${unread.length} of them unread`);
