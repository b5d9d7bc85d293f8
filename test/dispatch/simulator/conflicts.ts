import { claimsConflict } from "../../../src/primitives/resource-request.ts";
import type { ScenarioCall } from "./scenario.ts";
import { footprintOf } from "./world.ts";

/** Whether two calls may not overlap. */
export function areInConflict(a: ScenarioCall, b: ScenarioCall): boolean {
  const theirs = footprintOf(b.work);
  return footprintOf(a.work).some((own) => theirs.some((other) => claimsConflict(own, other)));
}
