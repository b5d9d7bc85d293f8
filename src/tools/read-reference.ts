import * as z from "zod";
import type { Library } from "../knowledge/library.js";
import {
  BUDGET_TOKENS_DEFAULT,
  BUDGET_TOKENS_MAX,
  BUDGET_TOKENS_MIN,
  type ReadAnswer,
  readReference,
} from "../knowledge/read.js";
import { defineTool, type Tool } from "./tool.js";

const input = z.strictObject({
  id: z.string().min(1).max(100).describe("Reference id from route"),
  section: z.string().min(1).max(200).exactOptional().describe("Heading or slug"),
  query: z.string().min(1).max(500).exactOptional().describe("Sections that answer this"),
  outline: z.boolean().exactOptional().describe("Headings only"),
  cursor: z.string().max(500).exactOptional(),
  budgetTokens: z
    .number()
    .int()
    .min(BUDGET_TOKENS_MIN)
    .max(BUDGET_TOKENS_MAX)
    .default(BUDGET_TOKENS_DEFAULT),
});

const output = z.looseObject({
  id: z.string(),
  text: z.string(),
  cursor: z.string().optional(),
  remainingTokens: z.number(),
});

/** Serves a reference: whole, in outline, by section or by question, within a token budget. */
export function createReadReferenceTool(library: Library): Tool {
  return defineTool({
    name: "read_reference",
    title: "Read a concurrency reference",
    description:
      "Reads one of signalbox's eight concurrency references: the whole, an outline, a section, " +
      "or the sections that answer a query, within a token budget; pass the cursor to go on. " +
      "Give at most one of section, query, outline, cursor. Ids and sections come from route.",
    hints: { readOnly: true, destructive: false, idempotent: true, openWorld: false },
    input,
    output,
    deadlineMs: 2_000,
    run: (args) => {
      const { tokens: _, ...value } = readReference(library, args);
      return { text: render(value), value };
    },
  });
}

function render({ text, cursor, remainingTokens }: Omit<ReadAnswer, "tokens">): string {
  if (cursor === undefined) return text;
  return `${text}\n\n[about ${remainingTokens} tokens left; go on with cursor "${cursor}"]`;
}
