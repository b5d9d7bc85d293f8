import { expect, test } from "vitest";
import { formatMarkdown } from "../../../src/checklist/formats/markdown.ts";
import type { Report } from "../../../src/checklist/report.ts";
import { finding, reportOf } from "./report.ts";

const markdown = (report: Report) =>
  formatMarkdown(report, { version: "1", colours: false, rules: () => [] });

test("the open items come first, then each finding with its code and repair", () => {
  const report = reportOf([finding()], {
    engines: [{ name: "ruff", state: "unavailable", detail: "not installed" }],
    skipped: [{ file: "b.ts", because: "minified" }],
  });
  expect(markdown(report)).toBe(`### signalbox: 1 of 15 items fail, 1 to review, 1 finding

| | item | verdict | why |
| --: | --- | --- | --- |
| 8 | Timeouts on every asynchronous operation | fail | because of 8 |
| 14 | Load tested with failure injection | review | because of 14 |

2 files judged.
- ruff did not run: not installed
- left out: b.ts: minified

**\`src/a.ts:2:9\`** item 8, missing-timeout: fail, high confidence

\`fetch\` has no timeout: it waits for ever

\`\`\`
2 | await fetch(url);
  |       ^^^^^^^^^^
\`\`\`

Fix: pass \`{ signal }\`
`);
});

test("code and names cannot become markup", () => {
  const text = markdown(
    reportOf([
      finding({
        file: "a`b`.ts",
        source: "x = `````;",
        message: "`a|b` calls <b> @team [x](y)",
      }),
    ]),
  );
  expect(text).toContain("**`` a`b`.ts:2:9 ``**");
  expect(text).toContain("``````\n2 | x = `````;\n");
  expect(text).toContain(String.raw`${"`a|b`"} calls \<b\> \@team \[x\](y)`);
});

test("a bar in a reason stays in its cell", () => {
  const [first, ...rest] = reportOf([]).items;
  if (first === undefined) throw new Error("no items");
  const items = [{ ...first, verdict: "fail" as const, because: "`a|b` or c|d" }, ...rest];
  expect(markdown(reportOf([], { items }))).toContain(String.raw`| fail | ${"`a\\|b`"} or c\|d |`);
});

test("more findings than a comment holds are counted, the worst are kept", () => {
  const weak = Array.from({ length: 1_000 }, (_, line) => finding({ line, confidence: "low" }));
  const text = markdown(reportOf([...weak, finding({ file: "worst.ts" })]));
  expect(text.length).toBeLessThan(65_000);
  expect(text.indexOf("worst.ts")).toBeLessThan(text.indexOf("src/a.ts"));
  expect(text).toMatch(/\d+ more findings left out for length\.\n$/);
});
