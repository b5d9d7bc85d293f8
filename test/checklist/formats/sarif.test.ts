import { Ajv } from "ajv";
import formats from "ajv-formats";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import { catalogue, readPages } from "../../../src/checklist/catalogue.ts";
import { formatSarif } from "../../../src/checklist/formats/sarif.ts";
import type { Report } from "../../../src/checklist/report.ts";
import { signalbox } from "../../built.ts";
import { folderOf } from "../folder.ts";
import { parts } from "../parts.ts";
import { finding, reportOf } from "./report.ts";

const { resolve } = createRequire(import.meta.url);
// Its draft is older than the validator; nothing in it means something else in the newer one.
const {
  $schema: _,
  id: __,
  ...schema
} = JSON.parse(
  readFileSync(resolve("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"), "utf8"),
) as Record<string, unknown>;
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
formats.default(ajv);
const validate = ajv.compile(schema);

const rules = () => catalogue(readPages(parts.rulePagesUrl));
const sarif = (report: Report) => formatSarif(report, { version: "1.2.3", colours: false, rules });

interface Log {
  runs: {
    tool: { driver: { rules: { id: string; help: { text: string; markdown: string } }[] } };
    results: {
      ruleId: string;
      ruleIndex: number;
      level: string;
      locations: { physicalLocation: { artifactLocation: { uri: string }; region: object } }[];
      partialFingerprints: Record<string, string>;
    }[];
    invocations: { toolExecutionNotifications: { message: { text: string } }[] }[];
  }[];
}

function valid(text: string): Log["runs"][number] {
  const log = JSON.parse(text) as Log;
  validate(log);
  expect(validate.errors ?? []).toEqual([]);
  const [run] = log.runs;
  if (run === undefined) throw new Error("no run");
  return run;
}

test("the schema refuses what is not SARIF", () => {
  expect(validate({ version: "2.1.0", runs: [{ results: [] }] })).toBe(false);
});

describe("a log is valid", () => {
  test("without findings", () => {
    expect(valid(sarif(reportOf([]))).results).toEqual([]);
  });

  test("with findings of all origins, which name their rules with help and place", () => {
    const run = valid(
      sarif(
        reportOf([
          finding(),
          finding({ origin: "ruff", rule: "S113", confidence: "medium" }),
          finding({ origin: "oxlint", rule: "promise/no-multiple-resolved", confidence: "low" }),
          finding({ rule: "suppression-without-reason" }),
        ]),
      ),
    );
    const { rules: described } = run.tool.driver;
    expect(run.results.map((result) => described[result.ruleIndex]?.id)).toEqual([
      "missing-timeout",
      "ruff/S113",
      "oxlint/promise/no-multiple-resolved",
      "suppression-without-reason",
    ]);
    expect(run.results.map(({ level }) => level)).toEqual(["error", "warning", "note", "error"]);
    const help = described.find(({ id }) => id === "missing-timeout")?.help;
    expect(help?.text).toMatch(/^A peer may accept a connection and never answer\./);
    expect(help?.markdown).toContain("```ts");
    expect(run.results[0]?.locations[0]?.physicalLocation).toMatchObject({
      artifactLocation: { uri: "src/a.ts" },
      region: { startLine: 2, startColumn: 9, endLine: 2, endColumn: 19 },
    });
  });

  test("with paths that are no URI, lone surrogates, and files that were left out", () => {
    const run = valid(
      sarif(
        reportOf(
          [
            finding({ file: "a b/ü#?%.ts" }),
            finding({ file: "/other/c d.ts" }),
            finding({ file: "x\ud800.ts" }),
          ],
          {
            engines: [{ name: "ruff", state: "unavailable", detail: "not installed" }],
            skipped: [{ file: "d e.ts", because: "not text" }],
          },
        ),
      ),
    );
    const uris = run.results.map(
      ({ locations }) => locations[0]?.physicalLocation.artifactLocation.uri,
    );
    expect(uris).toEqual(["a%20b/%C3%BC%23%3F%25.ts", "file:///other/c%20d.ts", "x%EF%BF%BD.ts"]);
    const notices = run.invocations[0]?.toolExecutionNotifications.map(({ message }) => message);
    expect(notices).toEqual([
      { text: "ruff did not run: not installed" },
      { text: "left out: not text" },
    ]);
  });
});

test("a fingerprint stays when its line moves, and tells like findings apart", () => {
  const printsOf = (...findings: Parameters<typeof reportOf>[0]) =>
    valid(sarif(reportOf(findings))).results.map(
      ({ partialFingerprints }) => partialFingerprints["signalboxFinding/v1"],
    );
  const [before] = printsOf(finding());
  expect(printsOf(finding({ line: 70, source: "\tawait  fetch(url);" }))).toEqual([before]);
  expect(printsOf(finding({ source: "  await fetch(other);" }))).not.toEqual([before]);
  const [first, second] = printsOf(finding(), finding({ line: 3 }));
  expect(first).toBe(before);
  expect(second).not.toBe(before);
});

test("the command writes a valid log of what it found", async () => {
  const folder = folderOf({
    "a.ts": "export async function f() {\n  await fetch('/a');\n}\n",
    "b.py": "import requests\nrequests.get('/')\n",
    "broken.ts": "const = ;\n",
  });
  const { code, stdout, stderr } = await signalbox(["check", folder, "--format", "sarif"]);
  expect([code, stderr]).toEqual([1, ""]);
  const run = valid(stdout);
  expect(run.results.map(({ ruleId }) => ruleId)).toEqual(["missing-timeout", "missing-timeout"]);
});
