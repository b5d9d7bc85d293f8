import { conflictGraph, type ConflictEdge } from "../primitives/conflict-graph.js";
import type { Claim } from "../primitives/resource-request.js";
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
  const footprints = judgements.map(({ accesses }) => accesses.map(claimOf));
  const { edges, waves, longestChain } = conflictGraph(footprints);
  return {
    judgements,
    edges: edges.map(({ earlier, later }) => [earlier, later]),
    reasons: edges.map(reasonOf),
    waves,
    longestChain,
  };
}

interface AccessClaim extends Claim {
  readonly access: Access;
}

function claimOf(access: Access): AccessClaim {
  return { path: lockPath(access.resource), mode: access.mode, access };
}

function reasonOf({ earlier, later, clash }: ConflictEdge<AccessClaim>): string {
  if (clash === undefined) return "";
  const { theirs, ours } = clash;
  return `${earlier} ${describe(theirs.access)}, ${later} ${describe(ours.access)}`;
}

function describe({ mode, resource, because }: Access): string {
  return `${mode === "write" ? "writes" : "reads"} ${renderResource(resource)} (${because})`;
}
