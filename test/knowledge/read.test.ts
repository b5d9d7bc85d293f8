import { array, assert, constantFrom, integer, property } from "fast-check";
import { expect, test } from "vitest";
import { encodeCursor } from "../../src/knowledge/cursor.ts";
import { KnowledgeError } from "../../src/knowledge/fault.ts";
import { pageEnd } from "../../src/knowledge/pages.ts";
import { readReference } from "../../src/knowledge/read.ts";
import type { ReadAnswer, ReadRequest } from "../../src/knowledge/read.ts";
import { estimateTokens } from "../../src/knowledge/tokens.ts";
import { compileLibrary } from "../../src/knowledge/compile.ts";
import { library, texts } from "./fixture.ts";

const small = library();
const id = "rate-limiting";
const read = (request: Partial<ReadRequest>): ReadAnswer =>
  readReference(small, { id, ...request });

test("without further wishes the whole body is read", () => {
  const whole = small.references.find((reference) => reference.id === id);
  expect(read({}).text).toBe(whole?.markdown.slice(whole.bodyStart));
  expect(read({})).toMatchObject({ id, title: "rate limiting: a page", remainingTokens: 0 });
  expect(read({}).cursor).toBeUndefined();
});

test("an outline lists every heading with its slug and size", () => {
  expect(read({ outline: true }).text.replaceAll(/\d+ tokens/g, "N tokens")).toBe(
    `- rate limiting (#rate-limiting, N tokens)
  - Choose (#choose, N tokens)
    - When rate limiting is large (#when-rate-limiting-is-large, N tokens)
  - Code of rate-limiting (#code-of-rate-limiting, N tokens)
`,
  );
});

test.each(["choose", "Choose", "## choose", " CHOOSE "])("a section is found as %j", (section) => {
  const { text, sections } = read({ section });
  expect(text.startsWith("## Choose\n")).toBe(true);
  expect(sections.map(({ slug }) => slug)).toEqual(["choose", "when-rate-limiting-is-large"]);
});

test("a query reads the sections that share its words, in the order of the page", () => {
  expect(read({ query: "const second" }).text.startsWith("## Code of `rate-limiting`")).toBe(true);
  expect(read({ query: "xyzzy" }).text).toBe("\n# rate limiting\n\nWhat the page is about.\n\n");
});

test.each([
  [{ id: "rate-limits" }, "unknown-reference", "id", ["rate-limiting"]],
  [{ id: "locks" }, "unknown-reference", "id", []],
  [{ id: "__proto__" }, "unknown-reference", "id", []],
  [{ id: "../SKILL" }, "unknown-reference", "id", []],
  [{ section: "chose" }, "unknown-section", "section", ["choose"]],
  [{ section: "large" }, "unknown-section", "section", ["when-rate-limiting-is-large"]],
  [{ budgetTokens: 199 }, "out-of-range", "budgetTokens", []],
  [{ budgetTokens: 10_001 }, "out-of-range", "budgetTokens", []],
  [{ budgetTokens: 200.5 }, "out-of-range", "budgetTokens", []],
  [{ section: "choose", query: "x" }, "conflicting-arguments", "query", []],
  [{ cursor: "x", outline: true }, "conflicting-arguments", "outline", []],
  [{ cursor: "" }, "bad-cursor", "cursor", []],
  [{ cursor: "cmF0ZS1saW1pdGluZy4wLjEuMA" }, "bad-cursor", "cursor", []],
])("the request %j is refused as %s", (request, code, field, nearest) => {
  try {
    read(request);
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(KnowledgeError);
    expect(error).toMatchObject({ code, field, nearest });
  }
});

test.each([{ budgetTokens: 200 }, { budgetTokens: 10_000 }, { outline: false, section: "choose" }])(
  "the request %j at the edge is served",
  (request) => {
    expect(read(request).text).not.toBe("");
  },
);

test("a cursor of one reference is refused by another, and so is one that was changed", () => {
  const [one, two] = small.references;
  if (one === undefined || two === undefined) throw new Error("two references are needed");
  const cursor = encodeCursor({ reference: one, spans: [{ start: one.bodyStart, end: 300 }] });
  expect(read({ id: one.id, cursor }).text).toBe(one.markdown.slice(one.bodyStart, 300));
  expect(() => read({ id: two.id, cursor })).toThrow("not a cursor");
  const other = Buffer.from(cursor, "base64url").toString().replace(".300.", ".301.");
  expect(() => read({ id: one.id, cursor: Buffer.from(other).toString("base64url") })).toThrow(
    "not a cursor",
  );
  const outside = encodeCursor({ reference: one, spans: [{ start: 0, end: 9 }] });
  expect(() => read({ id: one.id, cursor: outside })).toThrow("not a cursor");
});

function pages(request: ReadRequest, from = large): ReadAnswer[] {
  const answers = [readReference(from, request)];
  for (let cursor = answers[0]?.cursor; cursor !== undefined; cursor = answers.at(-1)?.cursor) {
    const { budgetTokens } = request;
    answers.push(
      readReference(from, {
        id: request.id,
        cursor,
        ...(budgetTokens !== undefined && { budgetTokens }),
      }),
    );
  }
  return answers;
}

const large = ((): typeof small => {
  const longer = texts();
  const more = Array.from(
    { length: 30 },
    (_, n) => `\n## Part ${n}\n\n${"Some words. ".repeat(n * 2)}\n\n~~~py\na = 1\n\nb = 2\n~~~\n`,
  );
  longer.references.set(`${id}.md`, `${longer.references.get(`${id}.md`)}${more.join("")}`);
  return compileLibrary(longer);
})();

test.each([200, 350, 1000])("pages of %d tokens joined are the whole, within budget", (budget) => {
  const answers = pages({ id, budgetTokens: budget });
  const whole = large.references.find((reference) => reference.id === id);
  expect(answers.map(({ text }) => text).join("")).toBe(whole?.markdown.slice(whole.bodyStart));
  for (const { text, tokens } of answers) {
    expect(tokens).toBeLessThanOrEqual(budget);
    expect(text.match(/^(~~~|```)/gm)?.length ?? 0).toSatisfy((marks: number) => marks % 2 === 0);
    expect(text.trimEnd().split("\n").at(-1)).not.toMatch(/^#/);
  }
});

test("what is left is counted down to nothing", () => {
  const left = pages({ id, budgetTokens: 1000 }).map(({ remainingTokens }) => remainingTokens);
  expect(left).toEqual(left.toSorted((a, b) => b - a));
  expect(left.at(-1)).toBe(0);
});

test("any text at all is cut into pages that lose nothing and never stand still", () => {
  const piece = constantFrom(
    "# h\n",
    "\n",
    "```\n",
    "word ",
    "長い文",
    "😀",
    "x".repeat(900),
    "|a|\n",
  );
  assert(
    property(array(piece, { maxLength: 40 }), integer({ min: 1, max: 60 }), (all, budget) => {
      const markdown = all.join("");
      let start = 0;
      while (start < markdown.length) {
        const end = pageEnd(markdown, { start, end: markdown.length }, budget);
        expect(end).toBeGreaterThan(start);
        expect(end).toBeLessThanOrEqual(markdown.length);
        const text = markdown.slice(start, end);
        if (text.length > 2) expect(estimateTokens(text)).toBeLessThanOrEqual(budget + 1);
        expect(text).not.toMatch(/\p{Cs}/u);
        start = end;
      }
    }),
    { seed: 20_261_123 },
  );
});
