import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { signalbox } from "../built.ts";
import { folderOf } from "../checklist/folder.ts";

const call = (name: string) => `export const ${name} = () => fetch("/${name}");\n`;

test("known findings pass, new ones fail, fixed ones are told", async () => {
  const folder = folderOf({ "a.ts": call("one") + call("two") });
  const file = join(folder, "a.ts");
  const baseline = join(folder, "known.json");
  const check = (...more: string[]) => signalbox(["check", file, "--baseline", baseline, ...more]);

  const missing = await check();
  expect([missing.code, missing.stderr]).toEqual([
    2,
    `signalbox: ${baseline}: cannot be read (ENOENT)\n`,
  ]);
  const written = await check("--update-baseline");
  expect([written.code, written.stdout]).toEqual([0, `${baseline}: 2 findings, 2 new, 0 gone\n`]);
  expect(readFileSync(baseline, "utf8")).toContain('"file": "a.ts"');

  writeFileSync(file, `// a line above\n\n${call("two")}`);
  const passing = await check();
  expect(passing.code).toBe(0);
  expect(passing.stdout).toContain("1 known finding of the baseline left out.\n");
  expect(passing.stdout).toContain(
    'fixed since the baseline: a.ts: missing-timeout: export const one = () => fetch("/one");\n',
  );

  appendFileSync(file, call("three"));
  const failing = await check("--json");
  const { findings, baseline: compared } = JSON.parse(failing.stdout) as {
    findings: { line: number }[];
    baseline: object;
  };
  expect([failing.code, findings.map(({ line }) => line)]).toEqual([1, [4]]);
  expect(compared).toMatchObject({ known: 1, fixed: [{ file: "a.ts", count: 1 }] });
  expect((await check("--update-baseline")).stdout).toBe(
    `${baseline}: 2 findings, 1 new, 1 gone\n`,
  );
});

test.each([
  [["--update-baseline"], "--update-baseline needs --baseline FILE"],
  [
    ["--update-baseline", "--baseline", "b.json", "--changed"],
    "--update-baseline needs whole files: leave out --changed and --base",
  ],
])("%j is a wrong command line", async (options, message) => {
  const { code, stderr } = await signalbox(["check", ".", ...options]);
  expect([code, stderr]).toEqual([2, `error: ${message}\n`]);
});

test("settings can be named, and what is wrong with them is a wrong command line", async () => {
  const folder = folderOf({
    "a.ts": call("one"),
    "my.json": '{"rules":{"missing-timeout":"off"}}',
  });
  const config = join(folder, "my.json");
  expect((await signalbox(["check", folder, "--config", config])).code).toBe(0);
  writeFileSync(config, '{"rules":{"missing-timeout":"no"}}');
  const wrong = await signalbox(["check", folder, "--config", config]);
  expect([wrong.code, wrong.stderr]).toEqual([
    2,
    `signalbox: ${config}: rules.missing-timeout: one of off, review, fail, received "no"\n`,
  ]);
});
