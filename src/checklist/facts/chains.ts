import type { CallNode } from "../ir/expression.js";
import type { Node } from "../ir/node.js";

/**
 * How the end of a `x.then(…).catch(…)` chain deals with a rejection; undefined when the call is
 * no part of such a chain.
 */
export function chainOf({ callee, args }: CallNode): "handled" | "open" | undefined {
  if (callee.kind !== "member") return undefined;
  const [first, second] = args.map(({ value }) => value);
  if (callee.property === "catch") return takesErrors(first) ? "handled" : "open";
  if (callee.property === "then") return takesErrors(second) ? "handled" : "open";
  if (callee.property !== "finally") return undefined;
  return callee.object.kind === "call" ? (chainOf(callee.object) ?? "open") : "open";
}

/** The value that a chain of `then`, `catch` and `finally` starts from. */
export function startOfChain(node: Node): Node {
  if (node.kind !== "call" || node.callee.kind !== "member") return node;
  if (!/^(?:then|catch|finally)$/.test(node.callee.property)) return node;
  return startOfChain(node.callee.object);
}

function takesErrors(handler: Node | undefined): boolean {
  if (handler === undefined) return false;
  if (handler.kind === "literal" || throwsAgain(handler)) return false;
  return handler.kind !== "name" || handler.name !== "undefined";
}

/** `.catch((error) => { throw error; })`: whatever it does before, the promise fails still. */
function throwsAgain(handler: Node): boolean {
  if (handler.kind !== "function" || handler.body.kind !== "block") return false;
  return handler.body.body.at(-1)?.kind === "throw";
}
