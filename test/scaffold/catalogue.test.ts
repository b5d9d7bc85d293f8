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

test("these patterns are there, in both languages", () => {
  expect(catalogue.patterns.map(({ id }) => id).toSorted()).toEqual([
    "advisory-lock",
    "bounded-channel",
    "bounded-map",
    "circuit-breaker",
    "fan-out-fan-in",
    "first-wins",
    "graceful-shutdown",
    "mutex-keyed",
    "optimistic-locking",
    "pessimistic-locking",
    "pool-sizing",
    "read-write-lock",
    "retry",
    "semaphore-limiter",
    "settle-all",
    "sliding-window",
    "streaming-backpressure",
    "task-scope",
    "token-bucket",
    "tool-call-dispatcher",
    "worker-pool",
  ]);
  expect(catalogue.scaffolds.length).toBeGreaterThanOrEqual(40);
});

test("every pattern is there in both languages without a library", () => {
  const standalone = catalogue.scaffolds.filter(({ variant }) => variant === "standalone");
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

test.each([
  ["semaphore-limiter", "typescript", "download", "semaphore-limiter.example.ts"],
  ["semaphore-limiter", "typescript", "limit", "semaphore-limiter.example.ts"],
  ["semaphore-limiter", "typescript", "Semaphore", "semaphore-limiter.example.ts"],
  ["worker-pool", "typescript", "answerTasks", "sum-of-squares.worker.ts"],
  ["worker-pool", "python", "sum", "example_worker_pool.py"],
  ["worker-pool", "python", "LIMIT", "example_worker_pool.py"],
] as const)("in %s in %s the name %s is taken", (pattern, language, name, file) => {
  const request = { pattern, language, variant: "standalone", name } as const;
  const message = `name: ${file} of ${pattern} has a ${name} of its own; choose another`;
  expect(() => generateScaffold(catalogue, request)).toThrow(
    expect.objectContaining({ code: "invalid-name", message }),
  );
});

test.each([
  ["typescript", "host", "only a comment has it"],
  ["typescript", "heldMax", "only a member is called so"],
  ["typescript", "scaffolded", "it is the name by default"],
  ["python", "loop", "only the docstring has it"],
] as const)("in %s the name %s is free: %s", (language, name, _reason) => {
  const pattern = language === "python" ? "worker-pool" : "semaphore-limiter";
  const { files } = generateScaffold(catalogue, { pattern, language, variant: "standalone", name });
  const example = files.find(({ role }) => role === "example")?.text;
  expect(example).toMatch(new RegExp(`(function|def) ${name}\\(`));
});

test("a name that nobody has is free in every scaffold", () => {
  for (const { pattern, language, variant } of catalogue.scaffolds) {
    const request = { pattern, language, variant, name: "fetch_Page_7" };
    expect(() => generateScaffold(catalogue, request)).not.toThrow();
  }
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
  ["a queue between producer and consumer", "bounded-channel"],
  ["hash passwords without blocking the event loop in worker threads", "worker-pool"],
])("the need %j is for %s", (need, id) => {
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
