import { functionOf } from "../ir/ancestors.js";
import type { FunctionNode } from "../ir/expression.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";

/** Methods that run their callback before they return. */
const RUNS_NOW = new RegExp(
  "^(?:map|flatMap|filter|forEach|find|findIndex|findLast|some|every|reduce|reduceRight|sort|" +
    "toSorted|replace|replaceAll)$",
);
/** Methods that run their callback later, on the same thread. */
const RUNS_LATER = /^(?:then|catch|finally|on|once|addListener|addEventListener)$/;
const ROUTES = /^(?:get|post|put|patch|delete|all|use|options|head|route)$/;
const CALLS_BACK = new RegExp(
  "^(?:setTimeout|setInterval|setImmediate|queueMicrotask|process\\.nextTick|" +
    "node:(?:https?|http2|net|tls)\\.create(?:Secure)?Server)$",
);

/**
 * The function whose run on the event loop this node is part of: an asynchronous one, or the
 * handler of a request. Callbacks that run at once belong to the function around them. Undefined
 * in a plain function, of which nobody knows who calls it, and at the top of the module.
 */
export function loopFunction(file: SourceFile, node: Node): FunctionNode | undefined {
  for (let fn = functionOf(node); fn !== undefined; fn = functionOf(fn)) {
    if (fn.isAsync || returnsPromise(fn) || isHandler(file, fn)) return fn;
    if (file.language === "python" || !runsNow(file, fn)) return undefined;
  }
  return undefined;
}

const returnsPromise = ({ returns }: FunctionNode): boolean =>
  /^(?:Promise(?:Like)?<|Awaitable\[|Coroutine\[)/.test(returns ?? "");

function runsNow(file: SourceFile, fn: FunctionNode): boolean {
  const { parent } = fn;
  if (parent?.kind !== "call") return false;
  if (parent.callee === fn) return true;
  if (parent.isNew) return file.meaning(parent.callee) === "Promise";
  return parent.callee.kind === "member" && RUNS_NOW.test(parent.callee.property);
}

function isHandler(file: SourceFile, fn: FunctionNode): boolean {
  const call = fn.parent;
  if (file.language === "python" || call?.kind !== "call" || call.callee === fn) return false;
  if (CALLS_BACK.test(file.meaning(call.callee) ?? "")) return true;
  if (call.callee.kind !== "member") return false;
  const { object, property } = call.callee;
  // At the end of a process nothing else can run.
  if (file.meaning(object) === "process") return false;
  if (RUNS_LATER.test(property)) return true;
  return ROUTES.test(property) && isPath(call.args[0]?.value);
}

const isPath = (node: Node | undefined): boolean =>
  node?.kind === "literal" && typeof node.value === "string" && node.value.startsWith("/");

const DECORATORS_SEEN_THROUGH = /^(?:staticmethod|classmethod|property|override|typing\.override)$/;

/** Runs as part of its caller: synchronous, no generator, not replaced by a decorator. */
export function runsInCaller(file: SourceFile, fn: FunctionNode): boolean {
  if (fn.isAsync || fn.isGenerator || returnsPromise(fn)) return false;
  return fn.decorators.every((one) => DECORATORS_SEEN_THROUGH.test(file.source(one)));
}
