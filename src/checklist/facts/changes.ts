import { below } from "../ir/ancestors.js";
import type { AssignNode, CallNode, FunctionNode } from "../ir/expression.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import { sharedPath } from "./shared-state.js";

/** What happens to the state: it gets a value, loses it, grows or shrinks by an element. */
export type Change = "sets" | "clears" | "fills" | "removes";

export interface SharedChange {
  node: AssignNode | CallNode | Node;
  path: string;
  change: Change;
  /** What is written or added. */
  value: Node | undefined;
}

const FILLS = /^(?:set|add|setdefault|push|append|unshift|put)$/;
const REMOVES = /^(?:delete|pop|remove|discard|popitem|shift|splice|clear)$/;

const known = new WeakMap<FunctionNode, readonly SharedChange[]>();

/** Every change of shared state in a function's own code, in the order of evaluation. */
export function changesIn(file: SourceFile, fn: FunctionNode): readonly SharedChange[] {
  const before = known.get(fn);
  if (before !== undefined) return before;
  const found = [...below(fn)]
    .flatMap((node) => changesBy(file, node, fn))
    .sort((one, two) => one.node.order - two.node.order);
  known.set(fn, found);
  return found;
}

/** The changes that one node makes, seen from the function. */
export function changesBy(file: SourceFile, node: Node, fn: FunctionNode): SharedChange[] {
  if (node.kind === "assign") return targetsOf(node).flatMap((target) => ofTarget(target, node));
  if (node.kind === "call") return ofCall(node);
  const deleted = deletedBy(node);
  return deleted.flatMap((target) => {
    const path = sharedPath(file, target.object, fn);
    return path === undefined ? [] : [{ node, path, change: "removes" as const, value: undefined }];
  });

  function ofTarget(target: Node, by: AssignNode): SharedChange[] {
    const isElement = target.kind === "index";
    const path = sharedPath(file, isElement ? target.object : target, fn);
    if (path === undefined) return [];
    const change = isElement ? "fills" : isNothing(by.value) ? "clears" : "sets";
    return [{ node: by, path, change, value: by.value }];
  }

  function ofCall(call: CallNode): SharedChange[] {
    if (call.callee.kind !== "member") return [];
    const { object, property } = call.callee;
    const fills = FILLS.test(property) && call.args.length > 0;
    if (!fills && !REMOVES.test(property)) return [];
    const path = sharedPath(file, object, fn);
    if (path === undefined) return [];
    const value = call.args.at(-1)?.value;
    return [{ node: call, path, change: fills ? "fills" : "removes", value }];
  }
}

/** The single targets of an assignment; a pattern has several. */
function targetsOf({ target }: AssignNode): readonly Node[] {
  return target.kind === "list" ? target.elements : [target];
}

/** Elements that Python's `del` or JavaScript's `delete` takes out. */
function deletedBy(node: Node): Extract<Node, { kind: "index" }>[] {
  const isDelete =
    (node.kind === "unary" && node.operator === "delete") ||
    (node.kind === "other" && node.type === "delete_statement");
  if (!isDelete) return [];
  const targets = node.children.flatMap((child) =>
    child.kind === "list" ? child.elements : child,
  );
  return targets.flatMap((target) => (target.kind === "index" ? [target] : []));
}

/** `null`, `undefined`, `None`, `false` and empty values. */
export function isNothing(value: Node | undefined): boolean {
  switch (value?.kind) {
    case "literal":
      return value.value === null || value.value === false;
    case "name":
      return value.name === "undefined";
    case "unary":
      return value.operator === "void";
    default:
      return false;
  }
}
