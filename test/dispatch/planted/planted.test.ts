// The simulator's promises are worth what they catch: each of these faults, planted into the
// sources as they are, must make it find something. A fault whose place is no longer there fails.

import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundleSimulator } from "../simulator/bundle.mjs";
import { plant, type PlantedFault } from "./planted-fault.ts";
import { PLANTED_FAULTS } from "./planted-faults.ts";

/** Far more than any of the faults needs. */
const SEEDS = 4_000;
const SECONDS = 40;

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "planted-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Simulates with the fault in place; answers what is said and whether something was found. */
async function simulateWith(fault: PlantedFault | undefined, index: number, seeds: number) {
  const file = join(folder, `${index}.mjs`);
  const planted = new Set<string>();
  await bundleSimulator(file, (path, text) => {
    if (fault === undefined) return text;
    planted.add(path);
    return plant(fault, path, text);
  });
  for (const edit of fault?.edits ?? []) expect(planted).toContain(`src/${edit.file}`);
  const asked = [file, String(fault?.seed ?? 1), String(seeds), String(SECONDS)];
  return new Promise<{ found: boolean; text: string }>((resolve) => {
    const how = { timeout: (SECONDS + 10) * 1_000, maxBuffer: 2 ** 26 };
    execFile(process.execPath, asked, how, (error, stdout, stderr) =>
      resolve({ found: error !== null, text: stdout + stderr }),
    );
  });
}

describe.concurrent("the simulator", () => {
  test("finds nothing in the sources as they are", async () => {
    const { found, text } = await simulateWith(undefined, -1, 512);
    expect({ found, text }).toMatchObject({ found: false });
  });

  for (const [index, fault] of PLANTED_FAULTS.entries()) {
    test(`finds: ${fault.name}`, async () => {
      const { text } = await simulateWith(fault, index, SEEDS);
      // A sentence of one of its rules, not an exception that the edit itself brought about.
      expect(text).toMatch(/^at [\d.]+ ms: /m);
    });
  }
});

describe("a fault", () => {
  const [fault] = PLANTED_FAULTS as [PlantedFault];
  const [edit] = fault.edits as [PlantedFault["edits"][number]];
  const path = `src/${edit.file}`;

  test("is planted into its own file only", () => {
    expect(plant(fault, "src/other.ts", "text")).toBe("text");
  });

  test("fails if its place is gone, or not the only one", () => {
    expect(() => plant(fault, path, "text")).toThrow(/0 places/);
    expect(() => plant(fault, path, edit.replace + edit.replace)).toThrow(/2 places/);
  });
});
