import { isAbsolute } from "node:path";
import { pathToFileURL } from "node:url";
import { ruleId, type RuleInfo } from "../catalogue.js";
import { fingerprints } from "../fingerprints.js";
import { ITEMS } from "../items.js";
import type { PlacedFinding, Report } from "../report.js";
import { visible } from "../visible.js";
import type { Format } from "./format.js";

/**
 * SARIF 2.1.0, for code scanning: the rules that found something with their pages, and the findings
 * with fingerprints that stay when lines move.
 */
export const formatSarif: Format = (report, { version, rules }) => {
  const { findings, items, baseline } = report;
  const found = new Set(findings.map(ruleId));
  const used = found.size === 0 ? [] : rules().filter(({ id }) => found.has(id));
  const indices = new Map(used.map(({ id }, index) => [id, index]));
  const prints = fingerprints(findings);
  const run = {
    tool: { driver: { name: "signalbox", semanticVersion: version, rules: used.map(descriptor) } },
    columnKind: "utf16CodeUnits",
    invocations: [{ executionSuccessful: true, toolExecutionNotifications: notices(report) }],
    results: findings.map((finding, index) =>
      result(finding, indices.get(ruleId(finding)), prints[index] ?? ""),
    ),
    properties: { items, ...(baseline !== undefined && { baseline }) },
  };
  const schema = "https://json.schemastore.org/sarif-2.1.0.json";
  return `${JSON.stringify({ $schema: schema, version: "2.1.0", runs: [run] })}\n`;
};

function descriptor({ id, item, origin, level, confidence, ...rule }: RuleInfo) {
  const { title = "", reference = "" } = ITEMS[item - 1] ?? {};
  const { why, fix, page, url } = rule;
  const text = fix === undefined ? why : `${why}\nFix: ${fix}`;
  return {
    id,
    shortDescription: { text: `${rule.rule} (${title})` },
    fullDescription: { text: why },
    help: { text, markdown: page ?? text },
    ...(url !== undefined && { helpUri: url }),
    defaultConfiguration: { level: severity({ level, confidence }) },
    properties: {
      tags: ["concurrency", `item-${item}`],
      precision: confidence,
      item,
      itemTitle: title,
      reference,
      origin,
    },
  };
}

function result(finding: PlacedFinding, ruleIndex: number | undefined, print: string) {
  const { file, line, column, endLine, endColumn, message, fix } = finding;
  const { item, origin, level, confidence, source } = finding;
  return {
    ruleId: ruleId(finding),
    ...(ruleIndex !== undefined && { ruleIndex }),
    level: severity(finding),
    message: { text: `${message}. Fix: ${fix}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(file) },
          region: { startLine: line, startColumn: column, endLine, endColumn },
          contextRegion: { startLine: line, snippet: { text: source } },
        },
      },
    ],
    partialFingerprints: { "signalboxFinding/v1": print },
    properties: { item, origin, level, confidence, fix },
  };
}

function severity({
  level,
  confidence,
}: Pick<PlacedFinding, "level" | "confidence">): "error" | "warning" | "note" {
  if (confidence === "low") return "note";
  return level === "fail" && confidence === "high" ? "error" : "warning";
}

/** What was not judged, so that silence about it is not taken for a pass. */
function notices({ engines, skipped }: Report) {
  const missing = engines.filter(({ state }) => state === "unavailable");
  return [
    ...missing.map(({ name, detail }) => ({
      level: "warning",
      message: { text: visible(`${name} did not run: ${detail}`) },
    })),
    ...skipped.map(({ file, because }) => ({
      level: "note",
      message: { text: visible(`left out: ${because}`) },
      locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(file) } } }],
    })),
  ];
}

/** Relative paths stay so: who shows them knows the folder. */
function uriOf(file: string): string {
  const sound = file.replaceAll(/\p{Cs}/gu, "\uFFFD");
  return isAbsolute(file)
    ? pathToFileURL(sound).href
    : sound.split("/").map(encodeURIComponent).join("/");
}
