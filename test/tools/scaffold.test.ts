import { expect, test } from "vitest";
import { LIMIT_MAX, TIMEOUT_MS_MAX } from "../../src/scaffold/generate.ts";
import { loadCatalogue } from "../../src/scaffold/load.ts";
import { createScaffoldTool } from "../../src/tools/scaffold.ts";
import { builtLibrary } from "../built.ts";

const catalogue = await loadCatalogue(new URL("../../dist/scaffolds.json", import.meta.url));
const tool = createScaffoldTool(() => Promise.resolve(catalogue));

function ask(args: Record<string, unknown>) {
  return tool.run(args, { signal: new AbortController().signal });
}

test("the answer names the runner-up and the command with the same settings", async () => {
  const args = { need: "at most n at once", language: "python", variant: "library" };
  const { value, text } = await ask({ ...args, name: "fetch_page", limit: 7 });
  const command =
    "signalbox scaffold semaphore-limiter --language python --variant library" +
    " --name fetch_page --limit 7 --out DIR";
  expect(value).toMatchObject({ pattern: "semaphore-limiter", command });
  expect(value["runnerUp"]).toEqual(expect.any(String));
  expect(text).toContain(`Write the files: ${command}\n`);
});

test.each([
  ["retry", "typescript", "library", "npm install p-retry@7.1.1"],
  ["retry", "python", "library", 'pip install "tenacity==9.1.4"'],
  ["retry", "python", "standalone", "nothing; no dependencies"],
  ["pessimistic-locking", "python", "library", 'pip install "psycopg[binary]==3.3.6"'],
])("what %s in %s, %s needs is installed by a command that runs", async (need, ...rest) => {
  const [language, variant, install] = rest;
  const { value, text } = await ask({ need, language, variant });
  expect(value["install"]).toBe(install);
  expect(text).toContain(`Install: ${install}\n`);
});

test("every scaffold names a section that its reference has", async () => {
  const { references } = await builtLibrary();
  for (const { pattern, language, variant } of catalogue.scaffolds) {
    const { value, text } = await ask({ need: pattern, language, variant });
    const { reference, section } = value as { reference: string; section: string };
    const page = references.find(({ id }) => id === reference);
    expect(page?.sections.map(({ slug }) => slug)).toContain(section);
    expect(text).toContain(`More: read_reference id=${reference} section=${section}\n`);
  }
});

test("every pattern's own id leads to it", async () => {
  for (const { id } of catalogue.patterns) {
    expect((await ask({ need: id, language: "python" })).value).toHaveProperty("pattern", id);
  }
});

test.each([
  [{ limit: 0 }, `limit: a whole number from 1 to ${LIMIT_MAX}; received 0`],
  [{ limit: Number.NaN }, `limit: a whole number from 1 to ${LIMIT_MAX}; received NaN`],
  [{ limit: 1.5 }, `limit: a whole number from 1 to ${LIMIT_MAX}; received 1.5`],
  [{ timeoutMs: "x" }, `timeoutMs: a whole number from 1 to ${TIMEOUT_MS_MAX}; received x`],
])("%j is refused with its field, the range and what came", async (setting, message) => {
  const refused = ask({ need: "retry", language: "python", ...setting });
  await expect(refused).rejects.toMatchObject({ code: "invalid-arguments", message });
});

test("a need that nothing fits is refused with all that there is", async () => {
  const refused = ask({ need: "bake bread", language: "python" });
  await expect(refused).rejects.toMatchObject({
    code: "unknown-pattern",
    message: `need: nothing fits; one of ${catalogue.patterns.map(({ id }) => id).join(", ")}`,
  });
});
