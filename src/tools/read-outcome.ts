import * as z from "zod";
import { ANSWER_CHARS_MAX, batchAnswer, CALLS_MAX, cursorFor, readCursor } from "./batch-answer.js";
import { ToolError } from "./errors.js";
import { pieceOf, resultText } from "./result-text.js";
import type { Station } from "./station.js";
import { defineTool, type Answer, type Tool } from "./tool.js";

/** The longest that one reading waits, in milliseconds: many hosts give up after a minute. */
export const WAIT_MS_MAX = 50_000;

const input = z.strictObject({
  handle: z.string().min(1).max(100),
  calls: z.array(z.string().max(256)).max(CALLS_MAX).optional(),
  waitMs: z.int().min(0).max(WAIT_MS_MAX).optional(),
  cursor: z.string().max(1_000).optional(),
  cancel: z.boolean().optional(),
});

const output = z.looseObject({
  outcomes: z.array(z.looseObject({ id: z.string(), status: z.string() })),
});

/** Reads how far a batch is, and what did not fit into its first answer. */
export function createReadOutcomeTool(open: () => Promise<Station>): Tool {
  return defineTool({
    name: "read_outcome",
    title: "Read a batch's outcome",
    description:
      "Reads the outcomes of a dispatched batch so far; waits up to waitMs for the calls asked " +
      "for. A cursor gives the rest of a cut answer; cancel stops the batch.",
    hints: { readOnly: false, destructive: false, idempotent: true, openWorld: false },
    input,
    output,
    deadlineMs: WAIT_MS_MAX + 10_000,
    run: async ({ handle, calls, waitMs = 0, cursor, cancel }, { owner = "user", signal }) => {
      const { background } = await open();
      if (cancel === true) background.cancel(handle, owner, new Error("cancelled by the caller"));
      if (cursor === undefined) {
        const progress = await background.read(handle, owner, { calls, waitMs, signal });
        if (progress.failure !== undefined) throw progress.failure;
        return batchAnswer(handle, progress);
      }
      const place = readCursor(cursor);
      if (place === undefined) throw badCursor();
      const { outcomes } = await background.read(handle, owner, { calls: [place.call] });
      const [outcome] = outcomes;
      if (outcome === undefined) throw badCursor();
      const piece = pieceOf(resultText(outcome), place.offset, ANSWER_CHARS_MAX);
      return pieceAnswer(outcome.id, outcome.status, piece);
    },
  });
}

function badCursor(): ToolError {
  return new ToolError("bad-cursor", "cursor: was not given out for this batch");
}

function pieceAnswer(
  id: string,
  status: string,
  { text, next }: ReturnType<typeof pieceOf>,
): Answer<z.output<typeof output>> {
  const cursor = next === undefined ? undefined : cursorFor(id, next);
  const more = cursor === undefined ? "" : `\n… the rest: cursor ${cursor}`;
  const told = { id, status, text, ...(cursor !== undefined && { cursor }) };
  return { text: text + more, value: { outcomes: [told] } };
}
