import type { CallNode } from "./expression.js";

const NONE: readonly CallNode[] = [];

/** What a regular expression has. */
export interface Pattern {
  test(text: string): boolean;
}

/**
 * The calls of a file by one property of theirs. A rule looks for a few calls among hundreds, and
 * a hundred rules do: to test each name that occurs once is a tenth of testing every call.
 */
export class CallIndex {
  readonly #calls = new Map<string, CallNode[]>();

  /** @param keyOf what to find a call by; calls without it are not found */
  constructor(calls: readonly CallNode[], keyOf: (call: CallNode) => string | undefined) {
    for (const call of calls) {
      const key = keyOf(call);
      if (key === undefined) continue;
      const alike = this.#calls.get(key);
      if (alike === undefined) this.#calls.set(key, [call]);
      else alike.push(call);
    }
  }

  /** Those whose key the pattern takes, in the order of evaluation. */
  matching(pattern: Pattern): readonly CallNode[] {
    let found = NONE;
    let isSorted = true;
    for (const [key, calls] of this.#calls) {
      if (!pattern.test(key)) continue;
      isSorted = found.length === 0;
      found = isSorted ? calls : [...found, ...calls];
    }
    return isSorted ? found : found.toSorted((one, two) => one.order - two.order);
  }
}
