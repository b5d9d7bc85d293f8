import { lockPath, renderResource, type Access, type Judgement } from "./access.js";
import { classifyCall } from "./classify-call.js";
import type { Call, ClassifyOptions } from "./call.js";

/** The most calls that one plan takes. */
export const PLAN_CALLS_MAX = 1000;

/** Which calls wait for which. Calls are named by their place in the order given. */
export interface Plan {
  readonly judgements: readonly Judgement[];
  /** Pairs that may not overlap, the earlier one first. */
  readonly edges: readonly (readonly [number, number])[];
  /** One reason for each edge. */
  readonly reasons: readonly string[];
  /** Calls that may run at the same time, wave after wave, if each wave waits for the last. */
  readonly waves: readonly (readonly number[])[];
  /** A longest sequence of calls that must run one after another. */
  readonly longestChain: readonly number[];
}

/**
 * Plans calls whose results must equal those of running them one by one in the order given.
 * @throws RangeError if there are more than `PLAN_CALLS_MAX` calls.
 */
export async function planCalls(
  { root, calls }: { readonly root?: string; readonly calls: readonly Call[] },
  options: ClassifyOptions = {},
): Promise<Plan> {
  if (calls.length > PLAN_CALLS_MAX) {
    throw new RangeError(`calls: at most ${PLAN_CALLS_MAX}, received ${calls.length}`);
  }
  const around = root === undefined ? options : { ...options, root };
  const judgements: Judgement[] = [];
  for (const call of calls) judgements.push(await classifyCall(call, around));
  return planJudged(judgements);
}

/** Plans calls that are judged already. */
export function planJudged(judgements: readonly Judgement[]): Plan {
  const footprints = judgements.map(({ accesses }) => new Footprint(accesses));
  const edges: [number, number][] = [];
  const reasons: string[] = [];
  const levels = judgements.map(() => 0);
  const parents = judgements.map(() => -1);
  footprints.forEach((footprint, later) => {
    for (let earlier = 0; earlier < later; earlier += 1) {
      const conflict = footprint.conflictWith(judgements[earlier]!.accesses);
      if (conflict === undefined) continue;
      edges.push([earlier, later]);
      reasons.push(reasonOf(earlier, conflict.theirs, later, conflict.ours));
      if (levels[earlier]! + 1 > levels[later]!) {
        levels[later] = levels[earlier]! + 1;
        parents[later] = earlier;
      }
    }
  });
  return {
    judgements,
    edges,
    reasons,
    waves: wavesOf(levels),
    longestChain: chainOf(levels, parents),
  };
}

function reasonOf(earlier: number, theirs: Access, later: number, ours: Access): string {
  const verb = ({ mode }: Access): string => (mode === "write" ? "writes" : "reads");
  const first = `${earlier} ${verb(theirs)} ${renderResource(theirs.resource)} (${theirs.because})`;
  return `${first}, ${later} ${verb(ours)} ${renderResource(ours.resource)} (${ours.because})`;
}

function wavesOf(levels: readonly number[]): number[][] {
  const waves: number[][] = [];
  levels.forEach((level, call) => (waves[level] ??= []).push(call));
  return waves;
}

function chainOf(levels: readonly number[], parents: readonly number[]): number[] {
  const chain: number[] = [];
  let call = levels.indexOf(Math.max(...levels, 0));
  while (call >= 0) {
    chain.unshift(call);
    call = parents[call] ?? -1;
  }
  return chain;
}

/** The accesses of one call by their places: a conflict is found without trying all pairs. */
class Footprint {
  readonly #at = { read: new Map<string, Access>(), write: new Map<string, Access>() };
  readonly #above = { read: new Map<string, Access>(), write: new Map<string, Access>() };

  constructor(accesses: readonly Access[]) {
    for (const access of accesses) {
      const keys = keysOf(access);
      this.#at[access.mode].set(keys.at(-1)!, access);
      for (const key of keys) this.#above[access.mode].set(key, access);
    }
  }

  conflictWith(accesses: readonly Access[]): { ours: Access; theirs: Access } | undefined {
    for (const theirs of accesses) {
      const keys = keysOf(theirs);
      const modes = theirs.mode === "write" ? (["write", "read"] as const) : (["write"] as const);
      for (const mode of modes) {
        const ours =
          this.#above[mode].get(keys.at(-1)!) ??
          keys.map((key) => this.#at[mode].get(key)).find((access) => access !== undefined);
        if (ours !== undefined) return { ours, theirs };
      }
    }
    return undefined;
  }
}

/** The place of an access and of everything above it, from the root down, as comparable texts. */
function keysOf({ resource }: Access): string[] {
  const keys = [""];
  for (const segment of lockPath(resource)) keys.push(`${keys.at(-1)!}\0${segment}`);
  return keys;
}
