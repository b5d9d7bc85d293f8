// A batch drawn in characters: a row a call, waiting and running told apart.

import type { BatchOutcome, Outcome } from "./outcome.js";

const WAITING = "·";
const RUNNING = "█";
const ID_WIDTH_MAX = 16;

/** How a timeline is drawn. */
export interface TimelineOptions {
  /** Columns of the whole drawing, 40 to 200; 80 if left out. */
  readonly width?: number | undefined;
  /** Rows at most, 1 up; 64 if left out. What does not fit is counted in one line. */
  readonly rowsMax?: number | undefined;
}

/**
 * The batch as rows of text: `·` waits, `█` runs, `*` marks the calls that decided how long it
 * took. The last line is the speed-up over running the calls one by one.
 */
export function timeline(
  { outcomes, tookMs, speedUp, criticalPath }: BatchOutcome,
  { width = 80, rowsMax = 64 }: TimelineOptions = {},
): string {
  const columns = Math.min(200, Math.max(40, Math.floor(width)));
  const shown = outcomes.slice(0, Math.max(1, rowsMax));
  const idWidth = Math.min(
    ID_WIDTH_MAX,
    Math.max(...shown.map(({ id }) => Array.from(id).length), 1),
  );
  const endings = shown.map(endingOf);
  const endWidth = Math.max(...endings.map(({ length }) => length));
  const barWidth = Math.max(8, columns - idWidth - endWidth - 4);
  const onPath = new Set(criticalPath);
  const lines = shown.map((outcome, index) => {
    const mark = onPath.has(outcome.id) ? "*" : " ";
    const bar = barOf(outcome, tookMs, barWidth);
    return `${mark} ${fit(outcome.id, idWidth)} ${bar} ${endings[index] ?? ""}`.trimEnd();
  });
  const hidden = outcomes.length - shown.length;
  if (hidden > 0) lines.push(`  … and ${hidden} more`);
  lines.push(`${inMs(tookMs)} in all; ${WAITING} waits, ${RUNNING} runs, * decided how long`);
  lines.push(`speed-up ${speedUp.toFixed(1)}× of sequential`);
  return lines.join("\n");
}

/** The row of one call: from the batch's admission to its last outcome. */
function barOf({ startedMs, endedMs, ranMs, attempts }: Outcome, tookMs: number, width: number) {
  const column = (ms: number): number =>
    tookMs === 0 ? 0 : Math.min(width, Math.max(0, Math.round((ms / tookMs) * width)));
  const hasRun = attempts > 0 && startedMs !== undefined;
  const end = column(endedMs);
  // With several attempts the last one is drawn; what came before counts as waiting.
  const start = hasRun ? Math.min(column(startedMs), width - 1) : end;
  const running = hasRun && ranMs >= 0 ? Math.max(1, end - start) : 0;
  return `${WAITING.repeat(start)}${RUNNING.repeat(running)}`.padEnd(width);
}

function endingOf({ status, ranMs, sameAs, attempts }: Outcome): string {
  const how = sameAs === undefined ? status : `${status} = ${sameAs.slice(0, ID_WIDTH_MAX)}`;
  return attempts > 0 ? `${how} ${inMs(ranMs)}` : how;
}

function inMs(ms: number): string {
  if (ms < 10_000) return `${ms < 10 ? Number(ms.toFixed(1)) : Math.round(ms)} ms`;
  return `${(ms / 1_000).toFixed(1)} s`;
}

/** The id on exactly `width` columns. Control characters of an id must not draw anything. */
function fit(id: string, width: number): string {
  const shown = Array.from(id).map((char) => (/\p{C}/u.test(char) ? "?" : char));
  const cut = shown.length > width ? [...shown.slice(0, width - 1), "…"] : shown;
  return cut.join("").padEnd(width + (cut.join("").length - cut.length));
}
