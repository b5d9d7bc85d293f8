import { below } from "../ir/ancestors.js";
import type { CallNode, FunctionNode } from "../ir/expression.js";
import type { SourceFile } from "../ir/source-file.js";
import { ownTarget } from "./held-locks.js";

const STEPS_MAX = 4;

/** The function and every own function that it runs, also through others, in this file. */
export function reachableFrom(
  file: SourceFile,
  start: FunctionNode,
  follows: (call: CallNode) => boolean = () => true,
): ReadonlySet<FunctionNode> {
  const found = new Set([start]);
  let edge: FunctionNode[] = [start];
  for (let step = 0; step < STEPS_MAX && edge.length > 0; step += 1) {
    const next: FunctionNode[] = [];
    for (const fn of edge) {
      for (const node of below(fn.body)) {
        const target = node.kind === "call" && follows(node) ? ownTarget(file, node) : undefined;
        if (target === undefined || found.has(target)) continue;
        found.add(target);
        next.push(target);
      }
    }
    edge = next;
  }
  return found;
}
