import { ancestors } from "./ancestors.js";
import type { CallNode, FunctionNode } from "./expression.js";
import { dotted } from "./locks.js";
import { soleValue } from "./names.js";
import type { Node } from "./node.js";
import type { SourceFile } from "./source-file.js";

type Methods = ReadonlyMap<string, FunctionNode>;

const NONE: Methods = new Map();
const prototypes = new WeakMap<SourceFile, ReadonlyMap<string, Map<string, FunctionNode>>>();

/**
 * The method that a call runs, where it stands in no class: in the object literal that a name
 * holds, or, for `this`, beside the function around in a literal or on the same `X.prototype`.
 */
export function looseMethod(file: SourceFile, { callee }: CallNode): FunctionNode | undefined {
  if (callee.kind !== "member" || file.language !== "typescript") return undefined;
  return methodsOf(file, callee.object).get(callee.property);
}

function methodsOf(file: SourceFile, object: Node): Methods {
  if (object.kind !== "name") return NONE;
  if (object.name !== "this") return ofLiteral(soleValue(file.binding(object)));
  for (const around of ancestors(object)) {
    if (around.kind === "class") return NONE;
    if (around.kind !== "function" || around.isArrow) continue;
    const { parent } = around;
    if (parent?.kind === "object") return ofLiteral(parent);
    const owner = parent?.kind === "assign" ? prototypeOf(parent.target) : undefined;
    return (owner === undefined ? undefined : ofPrototypes(file).get(owner)) ?? NONE;
  }
  return NONE;
}

function ofLiteral(node: Node | undefined): Methods {
  if (node?.kind !== "object") return NONE;
  const found = new Map<string, FunctionNode>();
  for (const { key, value } of node.entries) {
    if (key !== undefined && value.kind === "function") found.set(key, value);
  }
  return found;
}

function ofPrototypes(file: SourceFile): ReadonlyMap<string, Methods> {
  const known = prototypes.get(file);
  if (known !== undefined) return known;
  const found = new Map<string, Map<string, FunctionNode>>();
  for (const { target, value } of file.all("assign")) {
    const owner = prototypeOf(target);
    if (owner === undefined || target.kind !== "member" || value?.kind !== "function") continue;
    const methods = found.get(owner) ?? new Map<string, FunctionNode>();
    found.set(owner, methods.set(target.property, value));
  }
  prototypes.set(file, found);
  return found;
}

/** `X` of `X.prototype.name`. */
const prototypeOf = (target: Node): string | undefined =>
  target.kind === "member" ? /^(.+)\.prototype$/.exec(dotted(target.object) ?? "")?.[1] : undefined;
