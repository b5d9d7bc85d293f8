import { array, assert, constantFrom, property, record } from "fast-check";
import { describe, expect, test } from "vitest";
import { conflictOf, type Access, type Judgement } from "../../src/classify/access.ts";
import { classifyLine, planLine } from "../../src/classify/lines.ts";
import { PLAN_CALLS_MAX, planCalls, planJudged } from "../../src/classify/plan.ts";

const read = (path: string) => ({ tool: "read_file", arguments: { path } });
const write = (path: string) => ({ tool: "write_file", arguments: { path } });

test("a plan orders what conflicts, overlaps the rest, and says why", async () => {
  const calls = [write("a"), read("b"), read("a"), write("b"), write("a")];
  const { edges, reasons, waves, longestChain } = await planCalls({ root: "/srv", calls });
  expect({ edges, waves, longestChain }).toEqual({
    edges: [
      [0, 2],
      [1, 3],
      [0, 4],
      [2, 4],
    ],
    waves: [[0, 1], [2, 3], [4]],
    longestChain: [0, 2, 4],
  });
  expect(reasons[0]).toBe("0 writes file:/srv/a (path is a), 2 reads file:/srv/a (path is a)");
});

test("no calls make an empty plan, and too many are refused", async () => {
  const { edges, waves, longestChain } = await planCalls({ calls: [] });
  expect({ edges, waves, longestChain }).toEqual({ edges: [], waves: [], longestChain: [] });
  const calls = Array.from({ length: PLAN_CALLS_MAX + 1 }, () => read("a"));
  await expect(planCalls({ calls })).rejects.toThrow(
    `calls: at most ${PLAN_CALLS_MAX}, received ${PLAN_CALLS_MAX + 1}`,
  );
});

const access = record<Access>({
  mode: constantFrom("read", "write"),
  because: constantFrom("test"),
  resource: record({
    kind: constantFrom("everything", "file", "sql"),
    path: array(constantFrom("a", "b"), { maxLength: 3 }),
  }),
});
const judgement = (accesses: readonly Access[]): Judgement => ({
  verdict: "stateful",
  accesses,
  evidence: [],
  confidence: "none",
  destructive: false,
  idempotent: false,
  suggestions: [],
});

test("the edges are the pairs that conflict, waves respect them, chains follow them", () => {
  assert(
    property(array(array(access, { maxLength: 4 }), { maxLength: 7 }), (footprints) => {
      const { edges, waves, longestChain } = planJudged(footprints.map(judgement));
      const expected = footprints.flatMap((right, later) =>
        footprints
          .slice(0, later)
          .flatMap((left, earlier) =>
            conflictOf(left, right) === undefined ? [] : [`${earlier} ${later}`],
          ),
      );
      const found = edges.map((edge) => edge.join(" "));
      expect(found).toEqual(expected);
      const waveOf = footprints.map((_, call) => waves.findIndex((wave) => wave.includes(call)));
      for (const [earlier, later] of edges) expect(waveOf[earlier]).toBeLessThan(waveOf[later]!);
      expect(waves.flat()).toHaveLength(footprints.length);
      expect(longestChain).toHaveLength(waves.length);
      longestChain.slice(1).forEach((call, index) => {
        expect(found).toContain(`${longestChain[index]} ${call}`);
      });
    }),
  );
});

describe("a line of JSON", () => {
  test.each([
    ['{"command":"ls src"}', "read-only", ["read file:/srv/src", "read session:shell"]],
    ['{"sql":"select 1","dialect":"postgres"}', "read-only", []],
    ['{"sql":"select 1"}', "read-only", []],
    [
      '{"definition":{"name":"get_x","annotations":{"readOnlyHint":true}},"trusted":true}',
      "read-only",
      ["read server:*"],
    ],
    [
      '{"definition":{"name":"thing","annotations":{"readOnlyHint":true}},"trusted":false}',
      "unknown",
      ["write everything"],
    ],
    [
      '{"definition":{"name":"t","description":null,"annotations":null},"arguments":null}',
      "unknown",
      ["write everything"],
    ],
    ['{"http":{"url":"https://a.test"}}', "read-only", ["read https://a.test"]],
    [
      '{"tool":"write_file","server":"fs","arguments":{"path":"a"},"id":7}',
      "stateful",
      ["write file:/srv/a"],
    ],
  ])("%s is answered: %s", async (line, verdict, accesses) => {
    const answer = await classifyLine(line, { root: "/srv" });
    expect([
      answer.verdict,
      answer.accesses.map(({ mode, resource }) => `${mode} ${resource}`),
    ]).toEqual([verdict, accesses]);
    expect(answer).not.toHaveProperty("error");
  });

  test.each([
    ["", "the line is not JSON"],
    ["{", "the line is not JSON"],
    ["[]", "the line: "],
    ["null", "the line: "],
    ["{}", "the line: give exactly one of"],
    ['{"command":"ls","sql":"select 1"}', "the line: give exactly one of"],
    ['{"command":5}', "command: "],
    ['{"sql":"select 1","dialect":"oracle"}', "dialect: "],
    ['{"definition":{"name":""}}', "definition.name: "],
    ['{"definition":{"name":"a"},"arguments":[]}', "arguments: "],
    [`{"command":"${"x".repeat(1024 * 1024)}"}`, "the line is 1048590 bytes long, at most 1048576"],
  ])("%.40s is refused with a reason, as unknown", async (line, reason) => {
    const { error, verdict, accesses } = await classifyLine(line);
    expect(error?.slice(0, reason.length)).toBe(reason);
    expect([verdict, accesses[0]?.resource, accesses[0]?.mode]).toEqual([
      "unknown",
      "everything",
      "write",
    ]);
  });

  test("is planned", async () => {
    const line = JSON.stringify({ root: "/srv", calls: [write("a"), read("a"), read("b")] });
    expect(await planLine(line)).toMatchObject({ edges: [[0, 1]], waves: [[0, 2], [1]] });
  });

  test.each([
    ["[", "the line is not JSON"],
    ['{"calls":{}}', "calls: "],
    ['{"calls":[{"tool":"a"},{}]}', "calls.1: give exactly one of"],
    [`{"calls":[${'{"tool":"a"},'.repeat(1000)}{"tool":"a"}]}`, "calls: "],
  ])("%.40s is not planned, with a reason", async (line, reason) => {
    const answer = await planLine(line);
    expect("error" in answer && answer.error.slice(0, reason.length)).toBe(reason);
  });
});
