import { below, classOf, enclosing, isInside } from "../ir/ancestors.js";
import type { CallNode, FunctionNode } from "../ir/expression.js";
import { isWait } from "../ir/flow.js";
import { fieldWrites, lastName, soleValue } from "../ir/names.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Located, Project } from "../project.js";
import { callbackOf } from "./callbacks.js";
import { chainOf } from "./chains.js";
import { losesNothing } from "./harmless-promises.js";

/** Beyond so many functions it counts as possible. */
const FUNCTIONS_MAX = 24;
const NEVER_FAILS =
  /^(?:Promise\.(?:resolve|allSettled)|node:timers\/promises\.(?:setTimeout|setImmediate))$/;

/**
 * Whether the promise of a function may be rejected by something it waits for or throws, also in
 * functions that it calls. What throws at once, by a mistake of the program, is left out.
 */
export const mayReject = (project: Project, located: Located): boolean =>
  rejects({ project, seen: new Set() }, located);

interface Walk {
  project: Project;
  seen: Set<FunctionNode>;
}

function rejects(walk: Walk, { file, fn }: Located): boolean {
  if (walk.seen.has(fn)) return false;
  walk.seen.add(fn);
  if (walk.seen.size > FUNCTIONS_MAX || fn.isGenerator) return true;
  if (fn.body.kind !== "block" && fails(walk, file, fn.body)) return true;
  return [fn.body, ...below(fn.body)].some(
    (node) => breaks(walk, file, node) && !isCaught(node, fn),
  );
}

function breaks(walk: Walk, file: SourceFile, node: Node): boolean {
  if (node.kind === "throw") return true;
  if (node.kind === "await") return fails(walk, file, node.value);
  if (isWait(node)) return true;
  return node.kind === "return" && node.value !== undefined && givesFailing(walk, file, node.value);
}

/** Whether what is returned is a promise that may be rejected, as far as that is known. */
function givesFailing(walk: Walk, file: SourceFile, node: Node): boolean {
  const values = node.kind === "call" ? [node] : valuesOf(file, node);
  return values.some((value) => value.kind === "call" && fails(walk, file, value));
}

/** What a variable or a field of the class is given. */
function valuesOf(file: SourceFile, node: Node): readonly Node[] {
  if (node.kind === "name") {
    const value = soleValue(file.binding(node));
    return value === undefined ? [] : [value];
  }
  const around = classOf(node);
  if (node.kind !== "member" || around === undefined) return [];
  const isOwn = node.object.kind === "name" && node.object.name === "this";
  return (isOwn && fieldWrites(around).get(node.property)) || [];
}

/** Whether the promise that an expression gives may be rejected. */
function fails(walk: Walk, file: SourceFile, node: Node): boolean {
  const further = (one: Node) => fails(walk, file, one);
  switch (node.kind) {
    case "call":
      return callFails(walk, file, node);
    case "name":
    case "member": {
      if (node.kind === "name" && node.name === "undefined") return false;
      const values = valuesOf(file, node);
      return values.length === 0 || values.some(further);
    }
    case "conditional":
      return further(node.consequent) || further(node.otherwise);
    case "list":
      return node.elements.some(further);
    case "await":
    case "literal":
    case "object":
    case "template":
      return false;
    default:
      return true;
  }
}

function callFails(walk: Walk, file: SourceFile, call: CallNode): boolean {
  const meaning = file.meaning(call.callee) ?? "";
  if (NEVER_FAILS.test(meaning) || chainOf(call) === "handled") return false;
  if (call.isNew) return !losesNothing(file, walk.project, call);
  const [first] = call.args;
  if (/^Promise\.(?:all|race|any)$/.test(meaning)) {
    return first === undefined || fails(walk, file, first.value);
  }
  if (lastName(call.callee) === "map" && first !== undefined) {
    const fn = callbackOf(file, first.value);
    return fn === undefined || rejects(walk, { file, fn });
  }
  const target = walk.project.target(file, call);
  return target === undefined || rejects(walk, target);
}

/** In the body of a `try` of this function whose handler goes on. */
function isCaught(node: Node, fn: FunctionNode): boolean {
  const around = enclosing(node, "try");
  if (around === undefined || !isInside(around, fn)) return false;
  const [handler] = around.handlers;
  if (handler === undefined || !isInside(node, around.body)) return isCaught(around, fn);
  return ![...below(handler.body)].some(({ kind }) => kind === "throw") || isCaught(around, fn);
}
