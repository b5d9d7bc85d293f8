import { below } from "../ir/ancestors.js";
import type { CallNode, FunctionNode, MemberNode, NameNode } from "../ir/expression.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import { isNothing } from "./changes.js";
import { sharedPath } from "./shared-state.js";

/**
 * What a condition says of shared state when it holds: that it is there, that it is not, or
 * something else about it (older than now, not connected, longer than that).
 */
export interface Condition {
  path: string;
  says: "present" | "absent" | "other";
}

/** Everything that a test asks of shared state, also through a local copy made before it. */
export function conditions(file: SourceFile, test: Node, fn: FunctionNode): Condition[] {
  return asked(file, test, fn, false);
}

function asked(file: SourceFile, node: Node, fn: FunctionNode, negated: boolean): Condition[] {
  const further = (part: Node, turned = negated) => asked(file, part, fn, turned);
  const say = (part: Node, isThere: boolean): Condition[] =>
    pathsIn(file, part, fn).map(({ path, isWhole }) => ({
      path,
      says: isWhole ? (isThere !== negated ? "present" : "absent") : "other",
    }));
  switch (node.kind) {
    case "unary":
      return node.operator === "not" ? further(node.value, !negated) : say(node, true);
    case "binary": {
      const { operator, left, right } = node;
      if (operator === "and" || operator === "or") return [...further(left), ...further(right)];
      if (operator === "in") return say(right, true);
      if (operator === "not in") return say(right, false);
      const isEquality = operator === "==" || operator === "!=";
      if (isEquality && isNothing(right)) return say(left, operator === "!=");
      if (isEquality && isTypeOf(left)) return say(left.children[0] ?? left, operator === "!=");
      return [...others(left), ...others(right)];
    }
    case "call": {
      const { callee } = node;
      const answer = answerOf(file, node);
      if (answer !== undefined) return saidBy(answer);
      const asks = callee.kind === "member" && /^(?:has|get|includes)$/.test(callee.property);
      return asks && node.args.length > 0 ? say(callee.object, true) : others(node);
    }
    case "assign":
      return node.value === undefined ? [] : further(node.value);
    case "await":
      return [];
    case "member": {
      const getter = getterOf(file, node);
      return getter === undefined ? say(node, true) : saidBy(getter);
    }
    default:
      return say(node, true);
  }

  /** What `isExpired()` looks at in the same object. */
  function saidBy(method: FunctionNode): Condition[] {
    return answersOf(method)
      .flatMap((value) => asked(file, value, method, negated))
      .filter(({ path }) => path.startsWith("this."));
  }

  function others(part: Node): Condition[] {
    return pathsIn(file, part, fn).map(({ path }) => ({ path, says: "other" }));
  }
}

/** Longer methods do more than answer a question. */
const STATEMENTS_MAX = 4;

/** A short method of the same object that only answers: `this.isExpired()`. */
function answerOf(file: SourceFile, call: CallNode): FunctionNode | undefined {
  const { callee } = call;
  if (callee.kind !== "member" || !isThis(callee.object)) return undefined;
  const target = file.target(call);
  return target !== undefined && answersOf(target).length > 0 ? target : undefined;
}

/** `this.isOpen`, when that is a getter. */
function getterOf(file: SourceFile, { object, property }: MemberNode): FunctionNode | undefined {
  if (!isThis(object)) return undefined;
  return file
    .instanceOf(object)
    ?.members.find(
      (member): member is FunctionNode =>
        member.kind === "function" &&
        member.name === property &&
        (member.method === "get" || member.decorators.some(isProperty)) &&
        answersOf(member).length > 0,
    );
}

const isProperty = (node: Node): boolean => node.kind === "name" && node.name === "property";

const isThis = (node: Node): boolean => node.kind === "name" && node.name === "this";

/** Everything that a short function without waits may return. */
function answersOf({ body, isAsync, isGenerator }: FunctionNode): Node[] {
  if (isAsync || isGenerator) return [];
  if (body.kind !== "block") return [body];
  if (body.body.length > STATEMENTS_MAX) return [];
  return [...below(body)].flatMap((node) =>
    node.kind === "return" && node.value !== undefined && node.value.kind !== "literal"
      ? [node.value]
      : [],
  );
}

const isTypeOf = (node: Node): boolean => node.kind === "unary" && node.operator === "typeof";

/** Shared paths that the value of a node depends on; `isWhole` when it is that value itself. */
function pathsIn(
  file: SourceFile,
  node: Node,
  fn: FunctionNode,
): { path: string; isWhole: boolean }[] {
  const found: { path: string; isWhole: boolean }[] = [];
  const visit = (part: Node, isWhole: boolean): void => {
    if (part.kind === "function") return;
    const origin = part.kind === "name" ? (copiedFrom(file, part, fn) ?? part) : part;
    const path = sharedPath(file, origin, fn);
    if (path !== undefined) found.push({ path, isWhole });
    for (const child of origin.children) visit(child, isWhole && origin.kind === "index");
  };
  visit(node, true);
  return found;
}

/** `cached` stands for `this.cache` after `const cached = this.cache.get(key)`. */
function copiedFrom(file: SourceFile, name: NameNode, fn: FunctionNode): Node | undefined {
  const binding = file.binding(name);
  const value = binding?.writes[0]?.value;
  if (binding?.kind !== "variable" || value === undefined) return undefined;
  if (binding.writes[0]?.key !== undefined || value.order > name.order) return undefined;
  if (value.kind === "member" || value.kind === "index") {
    return sharedPath(file, value, fn) === undefined ? undefined : value;
  }
  if (value.kind !== "call" || value.callee.kind !== "member") return undefined;
  const { object, property } = value.callee;
  return property === "get" && sharedPath(file, object, fn) !== undefined ? object : undefined;
}
