import { expect, test } from "vitest";
import { formatGitHub } from "../../../src/checklist/formats/github.ts";
import type { Report } from "../../../src/checklist/report.ts";
import { finding, reportOf } from "./report.ts";

const github = (report: Report) =>
  formatGitHub(report, { version: "1", colours: false, rules: () => [] });

test("findings become commands, the worst first, and a plain line closes", () => {
  const report = reportOf(
    [
      finding({ confidence: "low", rule: "S110", origin: "ruff", item: 4 }),
      finding({ level: "review", confidence: "medium", endLine: 3 }),
      finding(),
    ],
    { engines: [{ name: "ruff", state: "unavailable", detail: "took longer than 1 ms" }] },
  );
  const said = "`fetch` has no timeout: it waits for ever%0Afix: pass `{ signal }`";
  const title = "title=8. Timeouts on every asynchronous operation%3A missing-timeout";
  expect(github(report)).toBe(
    [
      `::error file=src/a.ts,line=2,endLine=2,col=9,endColumn=19,${title}::${said}`,
      `::warning file=src/a.ts,line=2,endLine=3,${title}::${said}`,
      "::notice file=src/a.ts,line=2,endLine=2,col=9,endColumn=19," +
        `title=4. Error strategy chosen%3A ruff S110::${said}`,
      "::notice::ruff did not run: took longer than 1 ms",
      "signalbox: 2 files judged, 3 findings\n",
    ].join("\n"),
  );
});

test("nothing in a path or message can end a property or begin another command", () => {
  const file = "a,col=1::b%\n::set-env name=X::y.ts";
  const [command] = github(
    reportOf([finding({ file, message: "100% of `a::b`\r\n::error::no" })]),
  ).split("\n");
  expect(command).toContain("file=a%2Ccol=1%3A%3Ab%25\uFFFD%3A%3Aset-env name=X%3A%3Ay.ts,line=2");
  expect(command).toContain("::100%25 of `a::b`%0D%0A::error::no%0Afix: ");
});
