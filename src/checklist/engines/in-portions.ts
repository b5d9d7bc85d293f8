export interface PortionOptions {
  /** How long the paths of one portion are together; a longer path is a portion of its own. */
  charactersMax: number;
  signal: AbortSignal;
}

/** Enough to find three culprits among 600; with more, it is not the files. */
const FAILURES_MAX = 32;

/**
 * Asks a program about as many files at a time as a command line holds. One file can end it
 * without an answer, as one that is nested too deeply does: what was asked for with it is asked
 * for again, half by half, so that it costs itself alone.
 *
 * @returns the answers, and the files that there is none for
 */
export async function inPortions<Answer>(
  paths: readonly string[],
  ask: (paths: readonly string[]) => Promise<readonly Answer[]>,
  { charactersMax, signal }: PortionOptions,
): Promise<{ answers: Answer[]; failed: string[] }> {
  const answers: Answer[] = [];
  const failed: string[] = [];
  const open = portionsOf(paths, charactersMax);
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

function portionsOf(paths: readonly string[], charactersMax: number): (readonly string[])[] {
  const portions: string[][] = [];
  let left = 0;
  for (const path of paths) {
    // One character more parts it from the next.
    const length = path.length + 1;
    if (portions.length === 0 || length > left) {
      portions.push([]);
      left = charactersMax;
    }
    portions.at(-1)?.push(path);
    left -= length;
  }
  return portions;
}
