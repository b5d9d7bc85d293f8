import * as z from "zod";
import type { ClassifyOptions } from "../classify/call.js";
import type { Answer as JudgedAnswer } from "../classify/lines.js";
import type { Plan } from "../classify/plan.js";
import { defineTool, type Tool } from "./tool.js";

/** How many calls one request may hold; a host's turn holds far fewer. */
export const CALLS_MAX = 64;

const text = z.string().max(65_536).optional();

const call = z
  .strictObject({
    tool: z.string().min(1).max(256).optional(),
    server: z.string().min(1).max(256).optional(),
    command: text,
    sql: text,
    dialect: z.enum(["postgres", "sqlite", "mysql", "any"]).optional(),
    http: z
      .strictObject({
        url: z.string(),
        method: z.string().optional(),
        body: z.unknown().optional(),
      })
      .optional(),
    definition: z.looseObject({ name: z.string().min(1).max(256) }).optional(),
    arguments: z.record(z.string(), z.unknown()).optional(),
  })
  .refine(
    ({ tool, command, sql, http, definition }) =>
      [tool ?? definition, command, sql, http].filter((form) => form !== undefined).length === 1,
    { message: "give exactly one of tool or definition, command, sql, http" },
  );

const input = z.strictObject({
  calls: z.array(call).min(1).max(CALLS_MAX),
  root: z.string().startsWith("/").optional(),
});

const judged = z.looseObject({
  verdict: z.enum(["read-only", "stateful", "unknown"]),
});

const output = z.looseObject({
  calls: z.array(judged),
  reasons: z.array(z.string()),
});

/** Says of each call what it reads and writes, and which of them may run at the same time. */
export function createClassifyCallsTool(around: ClassifyOptions): Tool {
  return defineTool({
    name: "classify_calls",
    title: "Classify tool calls",
    description:
      "Says whether calls only read or also change something, and which may run in parallel. " +
      "Takes MCP tools (definition, arguments), shell commands, SQL or HTTP requests; answers " +
      "verdict, resources with read or write, evidence, conflicts with reasons, waves. Nothing " +
      "is run; what cannot be proven is unknown, which counts as writing everything.",
    hints: { readOnly: true, destructive: false, idempotent: true, openWorld: false },
    input,
    output,
    deadlineMs: 10_000,
    run: async ({ calls, root }) => {
      // Parsers and tables are loaded when first needed, not when the server starts.
      const [{ planCalls }, { answerOf, callOf }] = await Promise.all([
        import("../classify/plan.js"),
        import("../classify/lines.js"),
      ]);
      const given = { calls: calls.map(callOf), ...(root !== undefined && { root }) };
      const { judgements, ...plan } = await planCalls(given, around);
      const answers = judgements.map(answerOf);
      const value = z.parse(output, { calls: answers, ...plan });
      return { text: render(answers, plan), value };
    },
  });
}

function render(
  calls: readonly JudgedAnswer[],
  { reasons, waves }: Pick<Plan, "reasons" | "waves">,
): string {
  const lines = calls.flatMap(({ verdict, confidence, accesses, evidence, suggestions }, index) => [
    `${index}: ${verdict} (${confidence})`,
    ...accesses.map(({ mode, resource, because }) => `   ${mode}s ${resource}: ${because}`),
    ...evidence.map(({ source, says, because }) => `   ${source} says ${says}: ${because}`),
    ...suggestions.map((suggestion) => `   for the server's author: ${suggestion}`),
  ]);
  if (calls.length === 1) return lines.join("\n");
  const order = waves.map((wave) => wave.join(" + ")).join(", then ");
  return [...lines, `Order: ${order}`, ...reasons.map((reason) => `- ${reason}`)].join("\n");
}
