import { below, functionOf } from "../ir/ancestors.js";
import type { CallNode } from "../ir/expression.js";

const CLOSES = /^(?:close|aclose|disconnect|shutdown|stop|terminate|dispose|release|quit)$/;

/** The first resource that the function closes, and waits for, after this call. */
export function closedAfter(call: CallNode): CallNode | undefined {
  const fn = functionOf(call);
  if (fn === undefined) return undefined;
  return [...below(fn.body)].find(
    (node): node is CallNode =>
      node.kind === "call" &&
      node.order > call.order &&
      node.callee.kind === "member" &&
      CLOSES.test(node.callee.property) &&
      node.parent?.kind === "await",
  );
}
