import { readFileSync, readdirSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { compileLibrary } from "../../src/knowledge/compile.ts";
import { createRouter } from "../../src/knowledge/route.ts";
import type { Router } from "../../src/knowledge/route.ts";

const root = new URL("../../", import.meta.url);

/** A question of our own with the reference that answers it, or "none"; `also` are acceptable. */
interface Question {
  query: string;
  best: string;
  also: string[];
}

const questions = read("test/knowledge/questions.jsonl")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Question);
const inTopic = questions.filter(({ best }) => best !== "none");
const offTopic = questions.filter(({ best }) => best === "none");

let router: Router;
beforeAll(() => {
  const names = readdirSync(new URL("references/", root));
  const library = compileLibrary({
    skill: read("skill/SKILL.md"),
    references: new Map(names.map((name) => [name, read(`references/${name}`)])),
  });
  router = createRouter(library);
});

function read(path: string): string {
  return readFileSync(new URL(path, root), "utf8");
}

function share(rows: Question[], holds: (question: Question) => boolean): number {
  return rows.filter(holds).length / rows.length;
}

test("there are questions of every kind", () => {
  expect(inTopic.length).toBeGreaterThan(400);
  expect(offTopic.length).toBeGreaterThan(100);
});

test("the best reference is named for at least 95 % of the questions", () => {
  const right = share(inTopic, ({ query, best }) => router.route(query).best?.id === best);
  expect(right).toBeGreaterThan(0.95);
});

test("the best or the runner-up is right for at least 97 %", () => {
  const right = share(inTopic, ({ query, best }) => {
    const answer = router.route(query);
    return answer.best?.id === best || answer.also[0] === best;
  });
  expect(right).toBeGreaterThan(0.97);
});

test("fewer than 1 % are refused, and at least 90 % of what is off topic is", () => {
  expect(share(inTopic, ({ query }) => router.route(query).none)).toBeLessThan(0.01);
  expect(share(offTopic, ({ query }) => router.route(query).none)).toBeGreaterThan(0.9);
});

test("every answer names two to four sections that exist, its own first", () => {
  for (const { query } of inTopic) {
    const { best, sections } = router.route(query);
    if (best === null) continue;
    expect(sections.length).toBeGreaterThanOrEqual(2);
    expect(sections.length).toBeLessThanOrEqual(4);
    expect(sections[0]?.id).toBe(best.id);
  }
});
