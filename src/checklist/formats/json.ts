import { ITEMS } from "../items.js";
import type { Format } from "./format.js";

const references = new Map(ITEMS.map(({ id, reference }) => [id, reference]));

/** For programs: verdicts, findings, engines and the files that were left out, as one value. */
export const formatJson: Format = ({ items, findings, engines, skipped, files, baseline }) => {
  const value = {
    items,
    findings: findings.map(({ source: _source, ...finding }) => ({
      ...finding,
      reference: references.get(finding.item),
    })),
    engines,
    skipped,
    files,
    ...(baseline !== undefined && { baseline }),
  };
  return `${JSON.stringify(value)}\n`;
};
