import { expect, test } from "vitest";
import { Project } from "../../src/checklist/project.ts";
import { missingTimeout } from "../../src/checklist/rules/missing-timeout.ts";
import { parseText } from "./parse-text.ts";

/** The level of a wait without a limit, in a file of this name. */
async function levelIn(path: string) {
  const text = path.endsWith(".py")
    ? 'import requests\nrequests.get("https://a.example")\n'
    : 'await fetch("https://a.example");\n';
  const file = await parseText(path, text);
  const [found] = missingTimeout.check(file, new Project());
  return found?.level ?? missingTimeout.level;
}

test.each([
  "client/test_get.py",
  "client/utils/test.py",
  "client/testing.py",
  "client/get.spec.ts",
  "tests/http/get.ts",
  "doc/examples/server/client.js",
  "benchmarks/load.py",
])("leaves a wait in %s to a person", async (path) => {
  expect(await levelIn(path)).toBe("review");
});

test.each([
  "client/get.py",
  "client/contest.py",
  "client/latest.ts",
  "src/testimony/get.ts",
  "/home/somebody/examples/shop/src/api/orders/get.ts",
])("fails a wait in %s", async (path) => {
  expect(await levelIn(path)).toBe("fail");
});
