import { lockPath, renderResource, type Judgement } from "../classify/access.js";
import type { CallProfile, FootprintClaim } from "../dispatch/call.js";

/** What a configuration may allow the calls of a tool; each includes those before it. */
export const ALLOWANCES = ["read", "write", "destructive"] as const;
export type Allowance = (typeof ALLOWANCES)[number];

/** The least that must be allowed for a call so judged. What is unknown may destroy as well. */
export function allowanceFor({ verdict, destructive }: Judgement): Allowance {
  if (verdict === "read-only") return "read";
  return verdict === "unknown" || destructive ? "destructive" : "write";
}

/** Whether what is allowed is enough for what is needed. */
export function isAllowed(needed: Allowance, allowed: Allowance): boolean {
  return ALLOWANCES.indexOf(needed) <= ALLOWANCES.indexOf(allowed);
}

/** What the dispatcher must know of a call, from what was found out about it. */
export function profileOf(judgement: Judgement): CallProfile {
  const { verdict, idempotent, destructive } = judgement;
  return { effect: verdict, footprint: footprintOf(judgement), idempotent, destructive };
}

/**
 * The profile of a call whose arguments are not all known yet. Where it will reach cannot be said,
 * so it claims everything, in the mode that its tool has whatever the arguments are.
 */
export function profileOfPending(ofTool: Judgement, pending: readonly string[]): CallProfile {
  const mode = ofTool.verdict === "read-only" ? "read" : "write";
  const because = `what it ${mode}s depends on ${pending.join(", ")}, which is not known yet`;
  return { ...profileOf(ofTool), footprint: [{ path: [], mode, label: "everything", because }] };
}

function footprintOf({ accesses }: Judgement): FootprintClaim[] {
  return accesses.map(({ resource, mode, because }) => ({
    path: lockPath(resource),
    mode,
    label: renderResource(resource),
    because,
  }));
}
