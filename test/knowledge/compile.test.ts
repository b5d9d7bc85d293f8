import { expect, test } from "vitest";
import { compileLibrary } from "../../src/knowledge/compile.ts";
import { KnowledgeError } from "../../src/knowledge/fault.ts";
import { REFERENCE_IDS } from "../../src/knowledge/library.ts";
import { library, texts } from "./fixture.ts";

test("every reference is compiled, in the listed order", () => {
  expect(library().references.map(({ id }) => id)).toEqual(REFERENCE_IDS);
});

test("a section knows its slug, its level, the headings above it and where it ends", () => {
  const [page] = library().references;
  const sections = page?.sections.map(({ slug, heading, level, path, start, end }) => ({
    slug,
    heading,
    level,
    path,
    first: page.markdown.slice(start, end).split("\n")[0],
    last: page.markdown.slice(start, end).trimEnd().split("\n").at(-1),
  }));
  expect(sections).toEqual([
    {
      slug: "structured-concurrency",
      heading: "structured concurrency",
      level: 1,
      path: [],
      first: "# structured concurrency",
      last: "Done.",
    },
    {
      slug: "choose",
      heading: "Choose",
      level: 2,
      path: [],
      first: "## Choose",
      last: "Large things of structured concurrency.",
    },
    {
      slug: "when-structured-concurrency-is-large",
      heading: "When structured concurrency is large",
      level: 3,
      path: ["Choose"],
      first: "### When structured concurrency is large",
      last: "Large things of structured concurrency.",
    },
    {
      slug: "code-of-structured-concurrency",
      heading: "Code of structured-concurrency",
      level: 2,
      path: [],
      first: "## Code of `structured-concurrency`",
      last: "Done.",
    },
  ]);
});

test("the skill's lists are read from its page", () => {
  const { decisions, checklist, escalations } = library();
  expect(decisions).toEqual([
    { need: "Run all, fail if any fails", typescript: "`Promise.all`", python: "`TaskGroup`" },
    { need: "Limited concurrency", typescript: "`p-limit`", python: "`asyncio.Semaphore(n)`" },
    { need: "A union", typescript: "`A | B`", python: "`A | B`" },
  ]);
  expect(checklist).toEqual([
    "Rate limits respected: a token bucket for every external API",
    "Backpressure for producers",
  ]);
  expect(escalations).toEqual([
    { title: "Distributed concurrency", text: "a distributed lock is needed." },
    { title: "Persistent deadlocks", text: "they recur." },
  ]);
});

test("the skill's triggers are a list, also where the text is folded", () => {
  expect(library().skill.triggers).toEqual(["mutex", "rate limit", "fan-out fan-in"]);
});

test("a compiled library survives JSON unchanged", () => {
  const compiled = library();
  expect(JSON.parse(JSON.stringify(compiled))).toEqual(compiled);
});

const FILE = "rate-limiting.md";

test.each([
  ["id: rate-limiting", "id: rate-limit", "id", 'rate-limiting.md: id must be "rate-limiting"'],
  ["title: ", "headline: ", "title", "rate-limiting.md: title must be a text that is not empty"],
  ["triggers: [rate limiting]", "triggers: []", "triggers", "triggers must be a list"],
  ["symptoms: [it hangs]", "symptoms: [1]", "symptoms[0]", "must be a text"],
  ["triggers: [", "triggers: ]", "front matter", "front matter is not YAML"],
  ["https://example.org", "example.org", "sources[0].url", "must be an address"],
  ["2026-11-23", "soon", "checked-on", "must be a day as YYYY-MM-DD"],
  ["## Choose", "## Code of rate-limiting", "slug", "two sections named"],
  ["# rate limiting\n", "rate limiting\n", "body", "must start with a title"],
])("a page with %j changed to %j is refused, naming %s", (from, to, field, message) => {
  const changed = texts();
  changed.references.set(FILE, changed.references.get(FILE)?.replace(from, to) ?? "");
  const fault = faultOf(() => compileLibrary(changed));
  expect({ code: fault.code, field: fault.field }).toEqual({ code: "artefact-broken", field });
  expect(fault.message).toContain(FILE);
  expect(fault.message).toContain(message);
});

test("a missing reference and an unknown one are refused", () => {
  const missing = texts();
  missing.references.delete(FILE);
  expect(faultOf(() => compileLibrary(missing)).message).toBe("rate-limiting.md: file is missing");
  const unknown = texts();
  unknown.references.set("draft.md", "");
  expect(faultOf(() => compileLibrary(unknown)).message).toBe(
    "draft.md: id is not one of the known references",
  );
});

test.each([
  ["## Choosing", "## Picking", "Choosing: no such heading"],
  ["| `p-limit` |", "|", "Choosing: a row needs exactly three cells"],
  ["- **Persistent deadlocks** --", "- Persistent deadlocks:", "When to Escalate: an item is"],
  ["- [ ] Rate", "Rate", undefined],
])("a skill with %j changed to %j is refused or loses nothing", (from, to, message) => {
  const changed = texts();
  changed.skill = changed.skill.replace(from, to);
  if (message === undefined) {
    expect(compileLibrary(changed).checklist).toEqual(["Backpressure for producers"]);
  } else {
    expect(faultOf(() => compileLibrary(changed)).message).toContain(message);
  }
});

function faultOf(run: () => unknown): KnowledgeError {
  try {
    run();
  } catch (error) {
    if (error instanceof KnowledgeError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
