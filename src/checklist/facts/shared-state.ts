import { classOf, functionOf } from "../ir/ancestors.js";
import type { ClassNode, FunctionNode, NameNode } from "../ir/expression.js";
import { dotted } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";

/**
 * State that other runs of the same function see too: a field of `this`, a variable from outside,
 * or what hangs on one. The answer is its path as text, by which two places are compared.
 */
export function sharedPath(file: SourceFile, node: Node, fn: FunctionNode): string | undefined {
  const path = dotted(node);
  const root = rootOf(node);
  if (path === undefined || root === undefined) return undefined;
  if (root.name === "this") return node === root || fn.method === "constructor" ? undefined : path;
  return isFromOutside(file, root, fn) ? path : undefined;
}

/**
 * A variable of the function's own that a function in it has hold of: other tasks that this run
 * starts share it, other runs do not.
 */
export function capturedPath(file: SourceFile, node: Node, fn: FunctionNode): string | undefined {
  const root = rootOf(node);
  const binding = root && file.binding(root);
  if (binding?.kind !== "variable" || functionOf(binding.declaration) !== fn) return undefined;
  return binding.references.some((reference) => functionOf(reference) !== fn)
    ? dotted(node)
    : undefined;
}

/** Whether the state lives no longer than one run of a function around this one. */
export function isOfOneRun(file: SourceFile, node: Node): boolean {
  const root = rootOf(node);
  const binding = root && file.binding(root);
  return binding !== undefined && functionOf(binding.declaration) !== undefined;
}

const OF_ONE_TASK =
  /(?:Request|Response|Context|Cursor|Iterator|Generator|Stream|Transaction|Reader|Writer|Parser)$/;

/** Objects that one task makes, uses and drops: nobody else is there to race with. */
export function belongsToOneTask(node: Node): boolean {
  const owner: ClassNode | undefined = classOf(node);
  return OF_ONE_TASK.test(owner?.name ?? "");
}

/** The name at the left end of `name.a[b].c`; calls in between lead elsewhere. */
function rootOf(node: Node): NameNode | undefined {
  if (node.kind === "name") return node;
  return node.kind === "member" || node.kind === "index" ? rootOf(node.object) : undefined;
}

function isFromOutside(file: SourceFile, name: NameNode, fn: FunctionNode): boolean {
  const binding = file.binding(name);
  if (binding === undefined) return file.language === "typescript";
  if (binding.kind !== "variable") return false;
  return functionOf(binding.declaration) !== fn;
}
