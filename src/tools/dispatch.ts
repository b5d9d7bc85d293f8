import * as z from "zod";
import type { BatchRequest } from "../dispatch/call.js";
import type { BatchProgress } from "../dispatch/background.js";
import { batchAnswer, CALLS_MAX } from "./batch-answer.js";
import { withConsent } from "./consent.js";
import { ToolError } from "./errors.js";
import { planAnswer, toolsAnswer } from "./plan-answer.js";
import type { Station } from "./station.js";
import type { ToolResult } from "./tool-result.js";
import { defineTool, type Tool } from "./tool.js";

/** The longest a batch may take, in milliseconds, and how long it may if it does not say. */
export const BATCH_MS_MAX = 3_600_000;
export const BATCH_MS = 300_000;

/** Time for the answer after a batch that used all of its own. */
const ANSWER_MS = 10_000;

const name = z.string().min(1).max(256);
const ms = z.int().min(1).max(BATCH_MS_MAX).optional();

const call = z.strictObject({
  tool: name,
  server: name.optional(),
  arguments: z.record(z.string(), z.unknown()).optional(),
  id: name.optional(),
  after: z.array(name).max(CALLS_MAX).optional(),
  timeoutMs: ms,
  idempotencyKey: name.optional(),
});

const input = z.strictObject({
  calls: z.array(call).max(CALLS_MAX),
  onError: z.enum(["settle", "fail-fast"]).default("settle"),
  deadlineMs: ms,
  queueTimeoutMs: ms,
  dryRun: z.boolean().optional().describe("Plan only; without calls: list tools"),
  background: z.boolean().optional(),
});

const output = z.looseObject({
  handle: z.string().optional(),
  outcomes: z.array(z.looseObject({ id: z.string(), status: z.string() })).optional(),
});

/** Runs a batch of calls on the configured servers and on our own tools. */
export function createDispatchTool(open: () => Promise<Station>): Tool {
  return defineTool({
    name: "dispatch",
    title: "Run tool calls in parallel",
    description:
      "Runs a batch of tool calls on your configured MCP servers and signalbox, as parallel as " +
      "is safe: calls that conflict run in the order given, all others at once. An argument " +
      '{"$from":id,"pointer":"/structuredContent/…"} takes an earlier result. What may change ' +
      "something runs only as configured or confirmed.",
    hints: { readOnly: false, destructive: true, idempotent: false, openWorld: true },
    input,
    output,
    deadlineMs: BATCH_MS_MAX + ANSWER_MS,
    run: async ({ dryRun, background, ...asked }, context) => {
      const station = await open();
      const { owner = "user", signal, progress } = context;
      const total = asked.calls.length;
      if (total === 0) {
        if (dryRun === true) return toolsAnswer(station, signal);
        throw new ToolError("invalid-arguments", `calls: 1 to ${CALLS_MAX} calls, received none`);
      }
      const plan = await station.dispatcher.plan(asked);
      if (dryRun === true) return planAnswer(plan);
      const calls = withConsent(asked.calls, plan, context);
      const batch: BatchRequest = { deadlineMs: BATCH_MS, ...asked, calls };
      const handle = station.background.start(owner, total, (own, onOutcome) => {
        let done = 0;
        return station.dispatcher.dispatch(batch, {
          signal: own,
          onOutcome: (outcome) => {
            onOutcome(outcome);
            done += 1;
            progress?.(done, total, `${outcome.id}: ${outcome.status}`);
          },
        });
      });
      if (background === true) {
        const text = `Started. Read it with read_outcome, handle ${handle}`;
        return { text, value: { handle, outcomes: [] } };
      }
      return batchAnswer(handle, await untilEnded(handle, owner, station, signal));
    },
  });
}

/** Waits for the batch; if the caller does not want it any more, nothing further starts. */
async function untilEnded(
  handle: string,
  owner: string,
  { background }: Station,
  signal: AbortSignal,
): Promise<BatchProgress<ToolResult>> {
  try {
    const waitMs = Number.POSITIVE_INFINITY;
    const progress = await background.read(handle, owner, { waitMs, signal });
    if (progress.failure !== undefined) throw progress.failure;
    return progress;
  } catch (error) {
    if (signal.aborted) background.cancel(handle, owner, signal.reason);
    throw error;
  }
}
