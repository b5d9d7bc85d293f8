import type { Node } from "../ir/node.js";
import type { Binding } from "../ir/scope.js";
import type { SourceFile } from "../ir/source-file.js";

const STEPS_MAX = 3;

/** Whether an expression is made of what a variable holds, also through other variables. */
export function comesFrom(file: SourceFile, node: Node, kept: Binding, depth = 0): boolean {
  if (node.kind === "name") {
    const binding = file.binding(node);
    if (binding === kept) return true;
    if (binding === undefined || depth >= STEPS_MAX) return false;
    return binding.writes.some(
      ({ value }) => value !== undefined && comesFrom(file, value, kept, depth + 1),
    );
  }
  return node.children.some((child) => comesFrom(file, child, kept, depth));
}
