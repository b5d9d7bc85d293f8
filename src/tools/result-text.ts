import type { Outcome } from "../dispatch/outcome.js";
import type { ToolResult } from "./tool-result.js";

/** A piece of a longer text, and where the next one begins. */
export interface TextPiece {
  readonly text: string;
  /** Characters of the whole text. */
  readonly total: number;
  /** Where to go on; none if this is the end. */
  readonly next: number | undefined;
}

/** What a call answered, as one text. What is no text is named, with its kind and size. */
export function resultText({ result, error }: Outcome<ToolResult>): string {
  if (result === undefined) return error === undefined ? "" : `${error.code}: ${error.message}`;
  const { content, structuredContent } = result;
  const parts = content.map((part) =>
    part.type === "text" ? (part.text ?? "") : `[${part.type}, ${JSON.stringify(part).length} B]`,
  );
  if (parts.length > 0) return parts.join("\n");
  return structuredContent === undefined ? "" : JSON.stringify(structuredContent);
}

/** At most `max` characters from `offset` on; never half of a character. */
export function pieceOf(text: string, offset: number, max: number): TextPiece {
  let end = Math.min(text.length, offset + max);
  const last = text.charCodeAt(end - 1);
  const isHalf = end < text.length && last >= 0xd800 && last <= 0xdbff;
  if (isHalf && end - 1 > offset) end -= 1;
  const next = end < text.length ? end : undefined;
  return { text: text.slice(offset, end), total: text.length, next };
}

/**
 * Shares `budget` among texts of these lengths: the short ones whole, what they leave among the
 * long ones alike. The shares add up to no more than the budget.
 */
export function sharesOf(lengths: readonly number[], budget: number): number[] {
  const shares = lengths.map(() => 0);
  const shortestFirst = lengths.map((_, index) => index);
  shortestFirst.sort((a, b) => (lengths[a] as number) - (lengths[b] as number));
  let left = budget;
  shortestFirst.forEach((index, done) => {
    const fair = Math.floor(left / (lengths.length - done));
    const share = Math.min(lengths[index] as number, fair);
    shares[index] = share;
    left -= share;
  });
  return shares;
}
