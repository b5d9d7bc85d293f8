import { ancestors } from "../ir/ancestors.js";
import type { Node } from "../ir/node.js";

/** The other branch of `if True:`, as generators of a synchronous twin leave it behind. */
export function neverRuns(node: Node): boolean {
  let inner = node;
  for (const around of ancestors(node)) {
    if (around.kind === "if" && around.test.kind === "literal") {
      const dead = around.test.value ? around.otherwise : around.consequent;
      if (inner === dead) return true;
    }
    inner = around;
  }
  return false;
}
