import { ancestors, below } from "../ir/ancestors.js";
import type { FunctionNode } from "../ir/expression.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Project } from "../project.js";
import { chainOf } from "./chains.js";
import { sleepsBlindly } from "./timers.js";

const DEPTH_MAX = 3;

/** Whether an async function awaits or throws something where nothing catches the error. */
export function mayReject(
  file: SourceFile,
  project: Project,
  { body }: FunctionNode,
  depth = 0,
): boolean {
  const fails = (awaited: Node): boolean => {
    if (awaited.kind !== "call") return true;
    if (chainOf(awaited) === "handled" || sleepsBlindly(file, project, awaited)) return false;
    const target = depth < DEPTH_MAX ? project.target(file, awaited) : undefined;
    return target === undefined || !target.fn.isAsync
      ? true
      : mayReject(target.file, project, target.fn, depth + 1);
  };
  return [body, ...below(body)].some((node) => {
    if (node.kind === "await") return !isCaught(node, body) && fails(node.value);
    return node.kind === "throw" && !isCaught(node, body);
  });
}

/** In the body of a `try` with a handler; what a handler itself does is not caught. */
function isCaught(node: Node, until: Node): boolean {
  let child = node;
  for (const around of ancestors(node)) {
    if (around.kind === "try" && around.handlers.length > 0 && around.body === child) return true;
    if (around === until) return false;
    child = around;
  }
  return false;
}
