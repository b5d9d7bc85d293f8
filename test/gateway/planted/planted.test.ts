// The tests of the gateway are worth what they catch: each of these faults, planted into the
// sources as they are, must make the test fail that is named with it. A fault whose place is no
// longer there fails, and so does one whose test is gone.

import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { plant } from "../../dispatch/planted/planted-fault.ts";
import type { CaughtFault } from "./caught-fault.ts";
import { GATEWAY_FAULTS } from "./gateway-faults.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const vitest = join(root, "node_modules/vitest/vitest.mjs");
const config = "test/gateway/planted/planting.config.ts";

let folder = "";
beforeAll(() => {
  // Within the packages, or the command would not find those that it does not hold itself.
  mkdirSync(join(root, "node_modules/.cache"), { recursive: true });
  folder = mkdtempSync(join(root, "node_modules/.cache/planted-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Builds the command with the fault in it; answers where it is. */
async function buildCommand(fault: CaughtFault, index: number): Promise<string> {
  const home = join(folder, String(index));
  mkdirSync(join(home, "dist"), { recursive: true });
  symlinkSync(join(root, "package.json"), join(home, "package.json"));
  for (const name of ["knowledge.json", "scaffolds.json", "rules.json", "python.wasm"]) {
    symlinkSync(join(root, "dist", name), join(home, "dist", name));
  }
  const transform = (code: string, id: string) =>
    id.startsWith(`${root}src/`)
      ? { code: plant(fault, id.slice(root.length), code), map: null }
      : null;
  const bundle = await rolldown({
    cwd: root,
    input: { signalbox: "src/cli.ts" },
    platform: "node",
    logLevel: "silent",
    external: [/^node:/, "libpg-query", "oxc-parser", "web-tree-sitter"],
    plugins: [{ name: "plant", transform }],
  });
  const entryFileNames = "[name].mjs";
  await bundle.write({ dir: join(home, "dist"), format: "esm", entryFileNames });
  await bundle.close();
  return join(home, "dist/signalbox.mjs");
}

interface Told {
  readonly status: string;
  readonly fullName: string;
  readonly failureMessages: readonly string[];
}

/** Runs the test that is to catch the fault, with the fault in place. */
async function runWith(fault: CaughtFault, index: number): Promise<readonly Told[]> {
  const { file, test: name } = fault.caughtBy;
  const env: NodeJS.ProcessEnv = { ...process.env, PLANTED_FAULT: fault.name };
  if (file.startsWith("test/wire/")) env["PLANTED_COMMAND"] = await buildCommand(fault, index);
  const pattern = name.replaceAll(/[.*+?()[\]{}|^$]/g, String.raw`\$&`);
  const args = [vitest, "run", "--config", config, "--reporter=json", "-t", pattern];
  const { stdout, stderr } = await new Promise<{ stdout: string; stderr: string }>((resolve) => {
    const how = { cwd: root, env, maxBuffer: 2 ** 26, timeout: 100_000 };
    execFile(process.execPath, args, how, (_, stdout, stderr) => resolve({ stdout, stderr }));
  });
  const start = stdout.indexOf('{"numTotalTestSuites"');
  if (start === -1) throw new Error(`no report: ${stdout}${stderr}`);
  const report = JSON.parse(stdout.slice(start)) as {
    testResults: { message: string; assertionResults: Told[] }[];
  };
  const [only] = report.testResults;
  if (only === undefined || only.assertionResults.length === 0) {
    throw new Error(`nothing ran: ${only?.message}${stderr}`);
  }
  return only.assertionResults.filter(({ status }) => status !== "skipped");
}

describe.concurrent("a test catches", () => {
  for (const [index, fault] of GATEWAY_FAULTS.entries()) {
    test(`that ${fault.name}`, { timeout: 120_000 }, async () => {
      const told = await runWith(fault, index);
      expect(told.map(({ fullName }) => fullName).join("\n")).toContain(fault.caughtBy.test);
      expect(told.map(({ status }) => status)).toContain("failed");
      const messages = told.flatMap(({ failureMessages }) => failureMessages).join("\n");
      // It is the promise that is broken, not the program, nor the patience of the test.
      expect(messages).not.toMatch(/places in src|SyntaxError|ReferenceError/);
      if (fault.hangs !== true) expect(messages).not.toMatch(/STACK_TRACE_ERROR|timed out/);
    });
  }
});
