import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ERRORS } from "../../src/tools/errors.ts";

test("the README's table of errors and the source say the same, both ways", () => {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  const [, section = ""] = readme.split("\n## Errors\n");
  const rows = [...section.matchAll(/^\| `([a-z-]+)` \| (.+?) \| (yes|no) \|$/gm)];
  const documented = rows.map(([, code, meaning, again]) => [code, meaning, again === "yes"]);
  const declared = Object.entries(ERRORS).map(([code, { meaning, retryable }]) => [
    code,
    meaning,
    retryable,
  ]);
  expect(documented).toEqual(declared);
});
