import { createRequire } from "node:module";
import type { Parts } from "../../src/checklist/check.ts";

const dist = new URL("../../dist/", import.meta.url);

/** What a check runs, as it was built. */
export const parts: Parts = {
  childUrl: new URL("checklist-child.mjs", dist),
  ruffUrl: new URL("ruff-child.mjs", dist),
  pythonGrammarUrl: new URL("python.wasm", dist),
  rulePagesUrl: new URL("rules.json", dist),
  engines: createRequire(import.meta.url),
};
