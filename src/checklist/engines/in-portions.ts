export interface PortionOptions {
  /** How many at a time. */
  size: number;
  signal: AbortSignal;
}

/** Enough to find three culprits among 500; with more, it is not the files. */
const FAILURES_MAX = 32;

/**
 * Asks a program about so many files at a time. One file can end the whole program without an
 * answer, as one that is nested too deeply does: what was asked for with it is asked for again,
 * half by half, so that it costs itself alone.
 *
 * @returns the answers, and the files that there is none for
 */
export async function inPortions<Answer>(
  paths: readonly string[],
  ask: (paths: readonly string[]) => Promise<readonly Answer[]>,
  { size, signal }: PortionOptions,
): Promise<{ answers: Answer[]; failed: string[] }> {
  const answers: Answer[] = [];
  const failed: string[] = [];
  const open: (readonly string[])[] = [];
  for (let at = 0; at < paths.length; at += size) open.push(paths.slice(at, at + size));
  let failures = 0;
  for (let portion = open.pop(); portion !== undefined; portion = open.pop()) {
    try {
      answers.push(...(await ask(portion)));
    } catch {
      signal.throwIfAborted();
      failures += 1;
      const half = portion.length >> 1;
      if (half === 0 || failures > FAILURES_MAX) failed.push(...portion);
      else open.push(portion.slice(0, half), portion.slice(half));
    }
  }
  return { answers, failed };
}
