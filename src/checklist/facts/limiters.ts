import { ancestors, below, functionOf } from "../ir/ancestors.js";
import type { FunctionNode } from "../ir/expression.js";
import { dotted } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";

/** Names under which people keep what bounds concurrency. */
const LIMITER =
  /limit|semaphore|\bsem\b|_sem\b|sem_|throttl|mutex|lock|queue|pool|bottleneck|slot/i;

/** What makes one, whatever it is kept under: `asyncio.Semaphore()`, `p-limit.default()`. */
const MADE =
  /(?:semaphore|sema|limiter|lock|mutex|bottleneck|queue|p-?limit(?:\.default)?)\(\)(?:\.|$)/i;

/** Whether the node is a call of a limiter, or of a method of one. */
export function runsThroughLimiter(file: SourceFile, node: Node): boolean {
  if (node.kind === "await") return runsThroughLimiter(file, node.value);
  return node.kind === "call" && isLimiter(file, node.callee);
}

/** Whether a function's own code waits for a semaphore or limiter before it works. */
export function limitsItself(file: SourceFile, fn: FunctionNode): boolean {
  for (const node of below(fn)) {
    if (node.kind === "with" && node.items.some(({ context }) => isLimiter(file, context)))
      return true;
    if (node.kind === "call" && isLimiter(file, node.callee) && functionOf(node) === fn)
      return true;
  }
  return false;
}

/** Whether a node runs while a limiter is held around it. */
export function isHeld(file: SourceFile, node: Node): boolean {
  let from = node;
  for (const around of ancestors(node)) {
    if (around.kind === "with" && around.items.some(({ context }) => isLimiter(file, context))) {
      return true;
    }
    if (around.kind === "call" && from !== around.callee && runsThroughLimiter(file, around))
      return true;
    if (around.kind === "function" && around.parent?.kind !== "call") return false;
    from = around;
  }
  return false;
}

const isLimiter = (file: SourceFile, node: Node): boolean =>
  LIMITER.test(dotted(node) ?? "") || MADE.test(file.meaning(node) ?? "");
