import { expect, test } from "vitest";
import { compileLexicon } from "../../src/knowledge/compile-lexicon.ts";
import { createRouter } from "../../src/knowledge/route.ts";
import type { RouteAnswer } from "../../src/knowledge/route.ts";
import { ESCALATION_CUES } from "../../src/knowledge/lexicon/escalations.ts";
import { CONCEPTS } from "../../src/knowledge/lexicon/concepts.ts";
import { TABLES } from "../../src/knowledge/lexicon/tables.ts";
import { REFERENCE_IDS } from "../../src/knowledge/library.ts";
import { library } from "./fixture.ts";

const small = library();
const router = createRouter(small);
const route = (text: string): RouteAnswer => router.route(text);

test("an answer names the best, the runner-up, sections, reasons and what else applies", () => {
  const answer = route("how do I get a distributed lock across pods");
  expect(answer).toMatchObject({
    none: false,
    best: { id: "synchronization-primitives", title: "synchronization primitives: a page" },
    escalation: { title: "Distributed concurrency" },
  });
  expect(answer.cues[0]).toEqual({
    text: "distributed lock",
    id: "synchronization-primitives",
    weight: 6,
    kind: "term",
    language: "en",
  });
  expect(answer.also[0]).toBe(answer.runnerUp?.id);
  expect(answer.sections.length).toBeGreaterThanOrEqual(2);
  expect(answer.sections.length).toBeLessThanOrEqual(4);
});

test("a decision row and checklist items that speak of the same things come along", () => {
  expect(route("Promise.all on a list").decision?.need).toBe("Run all, fail if any fails");
  expect(route("token bucket or leaky bucket").checklist).toEqual([
    "Rate limits respected: a token bucket for every external API",
  ]);
  expect(route("coroutine was never awaited").decision).toBeNull();
});

test.each([
  "",
  "   ",
  "best swimming pool pump",
  "parallel lines in geometry",
  "real estate agent in Boston",
  "package-lock.json merge conflict",
  "horse race results",
])("%j is not about concurrency", (text) => {
  expect(route(text)).toEqual({
    none: true,
    best: null,
    runnerUp: null,
    also: [],
    sections: [],
    cues: [],
    decision: null,
    escalation: null,
    checklist: [],
  });
});

test.each([
  ["thread pool is full", "worker-parallelism"],
  ["connection pool is full", "database-concurrency"],
  ["lock the row while I update it", "database-concurrency"],
  ["asyncio lock around an update", "synchronization-primitives"],
  ["at most 100 requests per second", "rate-limiting"],
  ["at most 100 requests at once", "backpressure-and-flow-control"],
  [
    "const limit = pLimit(4); await Promise.all(urls.map(u => limit(() => fetch(u))))",
    "backpressure-and-flow-control",
  ],
  ["RuntimeWarning: coroutine 'main' was never awaited", "event-loop-internals"],
  ["psycopg2.errors.SerializationFailure: 40001", "database-concurrency"],
  ["two subagents edit the same file", "agentic-concurrency"],
  ["如何限制并发请求数量", "backpressure-and-flow-control"],
  ["デッドロックを防ぐ排他制御", "synchronization-primitives"],
  ["¿cómo cancelar una petición en curso?", "structured-concurrency"],
  ["wie begrenze ich Anfragen pro Sekunde", "rate-limiting"],
  ["verrouillage optimiste avec une colonne de version", "database-concurrency"],
  ["processo não termina por causa do event loop", "event-loop-internals"],
  ["тяжелые вычисления на всех ядрах", "worker-parallelism"],
])("%j is answered by %s", (text, id) => {
  expect(route(text).best?.id).toBe(id);
});

test("the same question gives the same answer", () => {
  const text = "Promise.all leaks sockets under load";
  expect(route(text)).toEqual(route(text));
});

test.each([
  ["one long word", "a".repeat(100_000)],
  ["one long word of changing case", "aB".repeat(50_000)],
  ["accents without end", "é".repeat(100_000)],
  ["a cue a thousand times", "lock ".repeat(20_000)],
  ["nothing but punctuation", "((((".repeat(25_000)],
  ["control characters and lone surrogates", "\u0000\uD800\u202E".repeat(10_000)],
])("%s is answered", (_, text) => {
  expect(route(text)).toHaveProperty("none");
});

test("every escalation cue is a cue of a table, and every concept is used by one", () => {
  const written = TABLES.flatMap(({ cues }) => Object.values(cues))
    .flatMap(Object.values)
    .join(",");
  const cues = new Set(written.split(/[,\n]/).map((cue) => cue.trim()));
  const unknown = [...ESCALATION_CUES.values()].flat().filter((cue) => !cues.has(cue));
  expect(unknown).toEqual([]);
  expect(Object.keys(CONCEPTS).filter((name) => !written.includes(`@${name}`))).toEqual([]);
  const used = new Set(written.match(/@\w+/g));
  expect([...used].filter((name) => !(name.slice(1) in CONCEPTS))).toEqual([]);
});

test("nothing that is off topic is also a cue, in whatever form of its words", () => {
  const { phrases } = compileLexicon();
  const both = phrases.filter(({ domain = 0, votes = [] }) => domain < 0 && votes.length > 0);
  expect(both.map(({ cue }) => cue)).toEqual([]);
});

test("every reference has a table, and the lexicon compiles", () => {
  expect(TABLES.map(({ reference }) => reference)).toEqual(REFERENCE_IDS);
  expect(Object.keys(compileLexicon().exact).length).toBeGreaterThan(1000);
});
