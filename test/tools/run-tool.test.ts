import { expect, test } from "vitest";
import * as z from "zod";
import { KnowledgeError } from "../../src/knowledge/fault.ts";
import { runTool } from "../../src/tools/run-tool.ts";
import { defineTool, type ToolContext } from "../../src/tools/tool.ts";

type Run = (context: ToolContext) => Promise<{ text: string; value: { n: number } }>;

const toolOf = (run: Run) =>
  defineTool({
    name: "test",
    title: "Test",
    description: "A tool for tests.",
    hints: { readOnly: true, destructive: false, idempotent: true, openWorld: false },
    input: z.strictObject({ n: z.number() }),
    output: z.object({ n: z.number() }),
    deadlineMs: 1,
    run: (_args, context) => run(context),
  });

const idle: ToolContext = { signal: new AbortController().signal };

async function outcomeOf(run: Run, args: unknown = { n: 1 }, { signal } = idle) {
  const reports: string[] = [];
  const report = (line: string): void => void reports.push(line);
  return { outcome: await runTool(toolOf(run), args, { signal, report }), reports };
}

const untilAborted: Run = ({ signal }) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });

test("an answer passes through", async () => {
  const answer = { text: "one", value: { n: 1 } };
  expect(await outcomeOf(async () => answer)).toEqual({
    outcome: { ok: true, answer },
    reports: [],
  });
});

test("wrong arguments are named, and the tool does not run", async () => {
  const { outcome } = await outcomeOf(() => expect.unreachable(), { n: "x", more: 1 });
  expect(outcome).toMatchObject({ ok: false, code: "invalid-arguments" });
  expect(outcome).toHaveProperty("message", expect.stringContaining("n: "));
  expect(outcome).toHaveProperty("message", expect.stringContaining('"more"'));
});

test("a value of the tool's own that is malformed is our fault, not the caller's", async () => {
  const { outcome, reports } = await outcomeOf(async () => ({
    text: "one",
    value: z.object({ n: z.number() }).parse({ n: "one" }),
  }));
  expect(outcome).toMatchObject({ ok: false, code: "internal" });
  expect(reports).toEqual([expect.stringMatching(/^fault .* in test: .*number/s)]);
});

test("a coded error keeps its code and message", async () => {
  const error = new KnowledgeError("unknown-section", "section", "section: none such");
  expect(await outcomeOf(() => Promise.reject(error))).toEqual({
    outcome: { ok: false, code: "unknown-section", message: "section: none such" },
    reports: [],
  });
});

test("a fault's detail goes to the log under an id, and nothing of it to the caller", async () => {
  const { outcome, reports } = await outcomeOf(() =>
    Promise.reject(new Error("boom /secret/path token=abc")),
  );
  expect(outcome).toMatchObject({ ok: false, code: "internal" });
  const message = "message" in outcome ? outcome.message : "";
  expect(message).not.toMatch(/secret|boom|abc/);
  const id = /[0-9a-f-]{36}/.exec(message)?.[0];
  expect(reports).toEqual([expect.stringContaining(`fault ${id} in test: Error: boom`)]);
});

test("a tool that outruns its deadline is told so through its signal", async () => {
  expect(await outcomeOf(untilAborted)).toEqual({
    outcome: { ok: false, code: "deadline-exceeded", message: "test ran longer than 1 ms" },
    reports: [],
  });
});

test("a cancelled call answers as cancelled", async () => {
  const signal = AbortSignal.abort(new Error("no longer wanted"));
  expect(await outcomeOf(untilAborted, { n: 1 }, { signal })).toEqual({
    outcome: { ok: false, code: "cancelled", message: "the call was cancelled" },
    reports: [],
  });
});
