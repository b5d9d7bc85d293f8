import type { BatchProgress } from "../dispatch/background.js";
import type { Outcome } from "../dispatch/outcome.js";
import { timeline } from "../dispatch/timeline.js";
import { pieceOf, resultText, sharesOf } from "./result-text.js";
import type { Answer } from "./tool.js";
import type { ToolResult } from "./tool-result.js";

/** How many calls one batch may hold. */
export const CALLS_MAX = 64;

/** What all answers of a batch may take in one answer of ours, in characters: some 8,000 tokens. */
export const ANSWER_CHARS_MAX = 32_000;

/** How many of a call's waits are told; the longest batch tells why it waited in a line or two. */
const WAITS_MAX = 3;

/** One call of a batch, as it is told. */
interface ToldOutcome {
  [key: string]: unknown;
  id: string;
  status: string;
  waitedMs: number;
  ranMs: number;
  text?: string;
  /** Where the rest of the text is, if this is not all of it. */
  cursor?: string;
}

/** How far a batch is, as text and as a value; a type, so that it can be a tool's output. */
export type BatchAnswer = {
  handle: string;
  total: number;
  ended: boolean;
  outcomes: ToldOutcome[];
  tookMs?: number;
  speedUp?: number;
  criticalPath?: readonly string[];
};

/**
 * Tells how far a batch is. Answers that do not fit into the budget are cut, with a cursor by which
 * `read_outcome` gives the rest.
 */
export function batchAnswer(
  handle: string,
  { total, done, outcomes, ended }: BatchProgress<ToolResult>,
): Answer<BatchAnswer> {
  const texts = outcomes.map(resultText);
  const shares = sharesOf(
    texts.map(({ length }) => length),
    ANSWER_CHARS_MAX,
  );
  const told = outcomes.map((outcome, index) =>
    tell(outcome, texts[index] as string, shares[index] as number),
  );
  const value: BatchAnswer = { handle, total, ended: ended !== undefined, outcomes: told };
  const head = [summary(total - done, outcomes, handle)];
  if (ended !== undefined) {
    value.tookMs = Math.round(ended.tookMs);
    value.speedUp = Math.round(ended.speedUp * 100) / 100;
    value.criticalPath = ended.criticalPath;
    if (outcomes.length === total) head.push(timeline(ended));
  }
  return {
    text: [...head, ...outcomes.map((each, at) => block(each, told[at]!))].join("\n"),
    value,
  };
}

function summary(left: number, outcomes: readonly Outcome[], handle: string): string {
  const counts = new Map<string, number>();
  for (const { status } of outcomes) counts.set(status, (counts.get(status) ?? 0) + 1);
  const parts = [...counts].map(([status, count]) => `${count} ${status}`);
  if (left > 0) parts.push(`${left} not ended yet`);
  return `${outcomes.length + left} calls: ${parts.join(", ")} (handle ${handle})`;
}

function tell(outcome: Outcome<ToolResult>, text: string, share: number): ToldOutcome {
  const { result, waits, waitedMs, ranMs, startedMs: _, endedMs: _ended, ...rest } = outcome;
  const piece = pieceOf(text, 0, share);
  const structured = result?.structuredContent;
  const isSmall = structured !== undefined && JSON.stringify(structured).length <= share;
  return {
    ...present(rest),
    waitedMs: Math.round(waitedMs),
    ranMs: Math.round(ranMs),
    ...(waits.length > 0 && { waits: waits.slice(0, WAITS_MAX) }),
    ...(result !== undefined && { text: piece.text }),
    ...(isSmall && { structured }),
    ...(piece.next !== undefined && { cursor: cursorFor(outcome.id, piece.next) }),
  };
}

function block(outcome: Outcome<ToolResult>, told: ToldOutcome): string {
  const { id, server, tool, status, waits, refusal, error, becauseOf } = outcome;
  const name = server === undefined ? tool : `${server}/${tool}`;
  const lines = [`[${id}] ${name}: ${status} (waited ${told.waitedMs} ms, ran ${told.ranMs} ms)`];
  for (const { because, waitedMs } of waits.slice(0, WAITS_MAX)) {
    if (waitedMs >= 1) lines.push(`  waited ${Math.round(waitedMs)} ms: ${because}`);
  }
  if (becauseOf !== undefined) lines.push(`  because of ${becauseOf}`);
  if (refusal !== undefined) lines.push(`  ${refusal.policy}: ${refusal.message}`);
  if (error !== undefined) lines.push(`  ${error.code}: ${error.message}`);
  if (status === "unknown") lines.push("  it may have changed something: look before repeating it");
  if (told.text !== undefined) lines.push(told.text);
  if (told.cursor !== undefined) {
    lines.push(`  … the rest: read_outcome with cursor ${told.cursor}`);
  }
  return lines.join("\n");
}

/** Without the keys that hold nothing. */
function present<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T;
}

/** Names a place in the text of a call's answer. */
export function cursorFor(call: string, offset: number): string {
  return Buffer.from(JSON.stringify([call, offset])).toString("base64url");
}

/** The place that a cursor names; none if it was not given out. */
export function readCursor(cursor: string): { call: string; offset: number } | undefined {
  try {
    const [call, offset] = JSON.parse(Buffer.from(cursor, "base64url").toString()) as unknown[];
    if (typeof call !== "string" || typeof offset !== "number") return undefined;
    return Number.isInteger(offset) && offset >= 0 ? { call, offset } : undefined;
  } catch {
    return undefined;
  }
}
