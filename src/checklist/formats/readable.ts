import type { Report } from "../report.js";
import { visible } from "../visible.js";

/** The report with its paths as they may be printed; the lines of code already are so. */
export function readable(report: Report): Report {
  return {
    ...report,
    items: report.items.map((item) => ({ ...item, because: visible(item.because) })),
    findings: report.findings.map((finding) => ({
      ...finding,
      file: visible(finding.file),
    })),
    engines: report.engines.map((engine) => ({ ...engine, detail: visible(engine.detail) })),
    ...(report.baseline !== undefined && { baseline: readableBaseline(report.baseline) }),
    skipped: report.skipped.map(({ file, because }) => ({
      file: visible(file),
      because: visible(because),
    })),
  };
}

const readableBaseline = ({ known, fixed }: NonNullable<Report["baseline"]>) => ({
  known,
  fixed: fixed.map((one) => Object.assign({}, one, { file: visible(one.file) })),
});
