import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { choosePatterns } from "../../src/scaffold/choose.ts";
import { compileCatalogue } from "../../src/scaffold/compile.ts";
import { generateScaffold, LIMIT_MAX, TIMEOUT_MS_MAX } from "../../src/scaffold/generate.ts";
import { KNOBS, type Scaffold } from "../../src/scaffold/pattern.ts";
import { PATTERNS } from "../../src/scaffold/patterns.ts";
import { writeScaffold } from "../../src/scaffold/write.ts";
import { REFERENCE_IDS } from "../../src/knowledge/library.ts";

const src = fileURLToPath(new URL("../../src", import.meta.url));
const catalogue = compileCatalogue(src);
const own = { language: "typescript", variant: "standalone" } as const;

const titleOf = ({ pattern, language, variant }: Scaffold): string =>
  `${pattern} in ${language}, ${variant}`;

test("every pattern is there in both languages without a library", () => {
  const standalone = catalogue.scaffolds.filter(({ variant }) => variant === "standalone");
  expect(PATTERNS.length).toBeGreaterThan(10);
  expect(standalone).toHaveLength(PATTERNS.length * 2);
  expect(new Set(catalogue.scaffolds.map(titleOf)).size).toBe(catalogue.scaffolds.length);
});

test.each(catalogue.scaffolds.map((scaffold) => [titleOf(scaffold), scaffold] as const))(
  "%s has code, one test, one example, and says what it proves",
  (_title, { files, invariants, pitfalls }) => {
    const count = (role: string): number =>
      files.filter(
        (file) => file.role === role && !/^(fake-|virtual_time)|\.worker\./.test(file.name),
      ).length;
    expect(count("code")).toBeGreaterThan(0);
    expect([count("test"), count("example")]).toEqual([1, 1]);
    expect(new Set(files.map(({ name }) => name)).size).toBe(files.length);
    expect(Math.min(invariants.length, pitfalls.length)).toBeGreaterThan(2);
    for (const item of [...invariants, ...pitfalls]) {
      expect(item).toMatch(/^\S.{15,}$/);
      expect(item).not.toMatch(/"""|import [{a-z]+ |^\/\//);
    }
    for (const { text } of files) expect(text).not.toContain("../");
  },
);

test("standalone TypeScript is the primitive's own file", async () => {
  const { files } = generateScaffold(catalogue, { pattern: "semaphore-limiter", ...own });
  const handedOut = files.find(({ name }) => name === "semaphore.ts")?.text;
  expect(handedOut).toBe(await readFile(`${src}/primitives/semaphore.ts`, "utf8"));
});

test("the reference of every pattern exists", () => {
  const ids: readonly string[] = REFERENCE_IDS;
  expect(PATTERNS.filter(({ reference }) => !ids.includes(reference))).toEqual([]);
});

test("settings and the name reach the example and nothing else", () => {
  const request = { pattern: "semaphore-limiter", ...own, name: "fetchPage", limit: 7 };
  const { files } = generateScaffold(catalogue, request);
  const plain = generateScaffold(catalogue, { pattern: "semaphore-limiter", ...own });
  for (const [index, { role, text }] of files.entries()) {
    if (role !== "example") expect(text).toBe(plain.files[index]?.text);
    else expect(text).toMatch(/^const limit = 7;$[^]*\bfunction fetchPage\(/m);
    expect(text).not.toMatch(/knob:|\bscaffolded\b/);
  }
});

test.each([
  ["limit", 0],
  ["limit", LIMIT_MAX + 1],
  ["limit", 1.5],
  ["timeoutMs", 0],
  ["timeoutMs", TIMEOUT_MS_MAX + 1],
])("%s %d is out of range", (field, value) => {
  const request = { pattern: "semaphore-limiter", ...own, [field]: value };
  expect(() => generateScaffold(catalogue, request)).toThrow(
    expect.objectContaining({ code: "out-of-range", message: expect.stringContaining(field) }),
  );
});

test.each([
  ["../../x"],
  ["a;rm -rf /"],
  ["`id`"],
  ["</script>"],
  ["class"],
  ["lambda"],
  ["1st"],
  ["😀"],
  [""],
  ["a".repeat(65)],
])("the name %j is refused", (name) => {
  const request = { pattern: "semaphore-limiter", ...own, name };
  expect(() => generateScaffold(catalogue, request)).toThrow(
    expect.objectContaining({ code: "invalid-name" }),
  );
});

test("an unknown pattern or combination is refused with what there is", () => {
  expect(() => generateScaffold(catalogue, { pattern: "monad", ...own })).toThrow(
    expect.objectContaining({
      code: "unknown-pattern",
      message: expect.stringContaining("bounded-map, "),
    }),
  );
  const library = { pattern: "pool-sizing", language: "python", variant: "library" } as const;
  expect(() => generateScaffold(catalogue, library)).toThrow(
    "variant: pool-sizing is not there in python library; " +
      "there is: typescript standalone, python standalone",
  );
  const knob = { pattern: "pool-sizing", ...own, onError: "settle" } as const;
  expect(() => generateScaffold(catalogue, knob)).toThrow(
    expect.objectContaining({ code: "no-such-combination" }),
  );
});

test.each([
  ["retry", "retry"],
  ["at most five downloads at once", "semaphore-limiter"],
  ["stay under 10 requests per second", "token-bucket"],
  ["retry with exponential backoff", "retry"],
  ["one writer, many readers", "read-write-lock"],
  ["transfer money between two accounts", "pessimistic-locking"],
  ["how large should the connection pool be", "pool-sizing"],
  ["take the first result of two mirrors", "first-wins"],
  ["drain and stop on SIGTERM", "graceful-shutdown"],
  ["cancel siblings when one task fails", "task-scope"],
  ["run cron on many instances only once", "advisory-lock"],
])("the need %j is for %s", (need, id) => {
  if (!PATTERNS.some((pattern) => pattern.id === id)) return;
  expect(choosePatterns(catalogue.patterns, need)[0]?.id).toBe(id);
});

test("a need of which no word is known gets no pattern", () => {
  expect(choosePatterns(catalogue.patterns, "bake bread")).toEqual([]);
});

test("files are written, and never over what exists without force", async () => {
  const folder = await mkdtemp(join(tmpdir(), "signalbox-scaffold-"));
  try {
    const scaffold = generateScaffold(catalogue, { pattern: "semaphore-limiter", ...own });
    const target = join(folder, "deep", "down");
    const paths = await writeScaffold(scaffold, target, { force: false });
    expect((await readdir(target)).toSorted()).toEqual(
      scaffold.files.map(({ name }) => name).toSorted(),
    );
    const [first = "", second = ""] = paths;
    await writeFile(first, "mine");
    await rm(second);
    await expect(writeScaffold(scaffold, target, { force: false })).rejects.toMatchObject({
      code: "file-exists",
    });
    expect(await readFile(first, "utf8")).toBe("mine");
    expect(await readdir(target)).toHaveLength(paths.length - 1);
    await writeScaffold(scaffold, target, { force: true });
    expect(await readFile(first, "utf8")).toBe(scaffold.files[0]?.text);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("every setting is taken by some scaffold", () => {
  expect(new Set(catalogue.scaffolds.flatMap(({ knobs }) => knobs))).toEqual(new Set(KNOBS));
});
