import { estimateTokens } from "./tokens.js";

/** A stretch of a page's Markdown. */
export interface Span {
  start: number;
  end: number;
}

/**
 * Where a page of at most `budgetTokens` that begins at `start` ends. It ends between two blocks
 * where it can: not inside a code fence or a table, and not right after a heading. A block larger
 * than the whole budget is cut at a line, and a line larger than it at a character, so that a
 * page is never empty and nothing is ever left out.
 */
export function pageEnd(markdown: string, { start, end }: Span, budgetTokens: number): number {
  const blocks = boundariesBetweenBlocks(markdown, { start, end });
  return (
    lastThatFits(markdown, start, blocks, budgetTokens) ??
    lastThatFits(markdown, start, boundariesBetweenLines(markdown, { start, end }), budgetTokens) ??
    lastCharacterThatFits(markdown, { start, end }, budgetTokens)
  );
}

/** The last boundary before the budget is spent. Estimates add up, so each piece is read once. */
function lastThatFits(
  markdown: string,
  start: number,
  boundaries: number[],
  budgetTokens: number,
): number | undefined {
  let last: number | undefined;
  let from = start;
  let spent = 0;
  for (const boundary of boundaries) {
    spent += estimateTokens(markdown.slice(from, boundary));
    if (spent > budgetTokens) break;
    last = boundary;
    from = boundary;
  }
  return last;
}

function lastCharacterThatFits(markdown: string, { start, end }: Span, budget: number): number {
  let low = start + 1;
  let high = end;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (estimateTokens(markdown.slice(start, middle)) <= budget) low = middle;
    else high = middle - 1;
  }
  const splitsPair = /[\uD800-\uDBFF]/.test(markdown[low - 1] ?? "");
  return splitsPair && low < end ? low + 1 : low;
}

function boundariesBetweenBlocks(markdown: string, { start, end }: Span): number[] {
  const boundaries: number[] = [];
  let fence: string | undefined;
  let blank = false;
  let afterHeading = false;
  let at = start;
  for (const line of markdown.slice(start, end).split(/(?<=\n)/)) {
    if (line.trim() === "") blank = true;
    else {
      if (blank && !afterHeading && fence === undefined) boundaries.push(at);
      blank = false;
      afterHeading = fence === undefined && /^#{1,6}\s/.test(line);
      fence = fenceAfter(fence, line);
    }
    at += line.length;
  }
  return [...boundaries, end];
}

/** The open fence after this line: a fence is closed by one as long of the same character. */
function fenceAfter(open: string | undefined, line: string): string | undefined {
  const [, mark] = /^ {0,3}(`{3,}|~{3,})/.exec(line) ?? [];
  if (mark === undefined) return open;
  if (open === undefined) return mark;
  return mark.startsWith(open) ? undefined : open;
}

function boundariesBetweenLines(markdown: string, { start, end }: Span): number[] {
  const boundaries: number[] = [];
  let at = markdown.indexOf("\n", start);
  while (at !== -1 && at + 1 < end) {
    boundaries.push(at + 1);
    at = markdown.indexOf("\n", at + 1);
  }
  return [...boundaries, end];
}
