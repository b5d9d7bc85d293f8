import * as z from "zod";
import type { Router, RouteAnswer } from "../knowledge/route.js";
import { defineTool, type Tool } from "./tool.js";

/** The longest text that is routed, in characters; longer code is cut by the caller. */
export const QUERY_CHARS_MAX = 20_000;

const input = z.strictObject({
  query: z
    .string()
    .trim()
    .min(1)
    .max(QUERY_CHARS_MAX)
    .describe("Question, symptom, error message or code"),
});

const output = z.looseObject({
  none: z.boolean(),
  sections: z.array(z.looseObject({ id: z.string(), slug: z.string() })),
});

/** Finds the reference that answers a question, and says why. */
export function createRouteTool(router: () => Router): Tool {
  return defineTool({
    name: "route",
    title: "Find concurrency guidance",
    description:
      "Finds the right concurrency guidance for TypeScript or Python. Give a question, symptom, " +
      "error message or code; get the best reference and runner-up, the sections to read, the " +
      "matched cues, the decision-table row and when to escalate - or that it is not about " +
      "concurrency. Then call read_reference.",
    hints: { readOnly: true, destructive: false, idempotent: true, openWorld: false },
    input,
    output,
    deadlineMs: 2_000,
    run: ({ query }) => {
      const answer = router().route(query);
      return { text: render(answer), value: pick(answer) };
    },
  });
}

function pick(answer: RouteAnswer): z.output<typeof output> {
  return {
    none: answer.none,
    best: answer.best && { id: answer.best.id, title: answer.best.title },
    runnerUp: answer.runnerUp && { id: answer.runnerUp.id, title: answer.runnerUp.title },
    sections: answer.sections.map(({ id, slug, heading }) => ({ id, slug, heading })),
    cues: answer.cues.map(({ text, id }) => ({ text, id })),
    decision: answer.decision,
    escalation: answer.escalation,
  };
}

function render({ best, runnerUp, sections, cues, decision, escalation }: RouteAnswer): string {
  if (best === null) return "Not about concurrency: no reference answers this.";
  const lines = [`Best: ${best.id} - ${best.title}`];
  if (runnerUp !== null) lines.push(`Runner-up: ${runnerUp.id} - ${runnerUp.title}`);
  lines.push(
    "Read:",
    ...sections.map(({ id, slug }) => `- read_reference id=${id} section=${slug}`),
  );
  lines.push(`Why: ${cues.map(({ text, id }) => `"${text}" (${id})`).join(", ")}`);
  if (decision !== null) {
    const { need, typescript, python } = decision;
    lines.push(`Decision: ${need} -> TypeScript: ${typescript}; Python: ${python}`);
  }
  if (escalation !== null) lines.push(`Escalate - ${escalation.title}: ${escalation.text}`);
  return lines.join("\n");
}
