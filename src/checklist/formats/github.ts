import { ITEMS } from "../items.js";
import type { PlacedFinding } from "../report.js";
import { worstFirst } from "../threshold.js";
import type { Format } from "./format.js";
import { ruleName } from "./frame.js";
import { readable } from "./readable.js";

/**
 * Workflow commands, which GitHub Actions shows beside the code of a pull request. It shows ten of
 * each kind in a step: the worst come first, and the last line says how many there are.
 */
export const formatGitHub: Format = (report) => {
  const { findings, engines, files } = readable(report);
  const missing = engines.filter(({ state }) => state === "unavailable");
  return [
    ...findings.toSorted(worstFirst).map(command),
    ...missing.map(({ name, detail }) => `::notice::${data(`${name} did not run: ${detail}`)}`),
    `signalbox: ${files} files judged, ${findings.length} findings\n`,
  ].join("\n");
};

function command(finding: PlacedFinding): string {
  const { file, line, endLine, column, endColumn, item, message, fix } = finding;
  const title = `${item}. ${ITEMS[item - 1]?.title ?? ""}: ${ruleName(finding)}`;
  const properties = {
    file,
    line,
    endLine,
    // Columns of a command mean something on one line only.
    ...(line === endLine && { col: column, endColumn }),
    title,
  };
  const written = Object.entries(properties).map(([key, value]) => `${key}=${property(value)}`);
  return `::${severity(finding)} ${written.join(",")}::${data(`${message}\nfix: ${fix}`)}`;
}

function severity({ level, confidence }: PlacedFinding): "error" | "warning" | "notice" {
  if (confidence === "low") return "notice";
  return level === "fail" && confidence === "high" ? "error" : "warning";
}

const data = (text: string): string =>
  text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");

const property = (value: string | number): string =>
  data(String(value)).replaceAll(":", "%3A").replaceAll(",", "%2C");
