import { classOf, functionOf } from "../ir/ancestors.js";
import type { CallNode, FunctionNode } from "../ir/expression.js";
import { soleValue } from "../ir/names.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";

/** Methods that run their callback before they return. */
const RUNS_NOW = new RegExp(
  "^(?:map|flatMap|filter|forEach|find|findIndex|findLast|some|every|reduce|reduceRight|sort|" +
    "toSorted|replace|replaceAll)$",
);
/** Methods that run their callback later, on the same thread. */
const RUNS_LATER = {
  typescript: /^(?:then|catch|finally|on|once|addListener|addEventListener)$/,
  python: /^(?:call_soon(?:_threadsafe)?|call_later|call_at|add_reader|add_writer)$/,
};
const ROUTES = /^(?:get|post|put|patch|delete|all|use|options|head|route)$/;
const ROUTER = /^(?:express|fastify|polka|restify|koa|hono|@hono\/|@koa\/router)/;
const CALLS_BACK = new RegExp(
  "^(?:setTimeout|setInterval|setImmediate|queueMicrotask|process\\.nextTick|" +
    "node:(?:https?|http2|net|tls)\\.create(?:Secure)?Server)$",
);
const REQUEST = /^_?(?:req|request)$/;
const RESPONSE = /^_?(?:res|resp|response|reply)$/;
/** Decorators that register a function which is then called on the loop, even a plain one. */
const REGISTERS =
  /^mcp\.server\.fastmcp(?:\.server)?\.FastMCP\(\)\.(?:tool|resource|prompt)(?:\(\))?$/;
/** Classes whose methods of these names the loop calls. */
const CALLED_METHODS: readonly [RegExp, RegExp][] = [
  [/^tornado\.web\.RequestHandler$/, /^(?:get|post|put|patch|delete|head|options|prepare)$/],
  [
    /^asyncio\.(?:\w*Protocol)$/,
    /^(?:data_received|datagram_received|connection_made|connection_lost|eof_received)$/,
  ],
];

/**
 * The function whose run on the event loop this node is part of: an asynchronous one, or one that
 * the loop calls back. Callbacks that run at once belong to the function around them. Undefined
 * in a plain function, of which nobody knows who calls it, and at the top of the module.
 */
export function loopFunction(file: SourceFile, node: Node): FunctionNode | undefined {
  const fn = functionOf(node);
  if (fn === undefined) return undefined;
  if (!onLoop.has(fn)) onLoop.set(fn, findOnLoop(file, fn));
  return onLoop.get(fn);
}

const onLoop = new WeakMap<FunctionNode, FunctionNode | undefined>();

function findOnLoop(file: SourceFile, fn: FunctionNode): FunctionNode | undefined {
  if (isWorker(file)) return undefined;
  if (fn.isAsync || returnsPromise(fn) || isCalledByLoop(file, fn)) return fn;
  if (file.language === "python" || !runsNow(file, fn)) return undefined;
  return loopFunction(file, fn);
}

/** Code that a worker runs has a thread of its own. */
export const isWorker = (file: SourceFile): boolean =>
  file
    .all("import")
    .some(
      ({ module, names }) =>
        /^(?:node:)?worker_threads$/.test(module) &&
        names.some(({ imported }) => /^(?:parentPort|workerData)$/.test(imported)) &&
        !names.some(({ imported }) => imported === "isMainThread"),
    );

const returnsPromise = ({ returns }: FunctionNode): boolean =>
  /^(?:Promise(?:Like)?<|Awaitable\[|Coroutine\[)/.test(returns ?? "");

function runsNow(file: SourceFile, fn: FunctionNode): boolean {
  const { parent } = fn;
  if (parent?.kind !== "call") return false;
  if (parent.callee === fn) return true;
  if (parent.isNew) return file.meaning(parent.callee) === "Promise";
  return parent.callee.kind === "member" && RUNS_NOW.test(parent.callee.property);
}

function isCalledByLoop(file: SourceFile, fn: FunctionNode): boolean {
  if (fn.isGenerator) return false;
  if (fn.decorators.some((one) => REGISTERS.test(file.meaning(one) ?? ""))) return true;
  if (fn.method === "method" && isLoopMethod(file, fn)) return true;
  if (file.language === "typescript" && takesRequest(fn)) return true;
  return (passedTo(file).get(fn) ?? []).some((call) => callsBack(file, call));
}

/** `(request, response, …)`, as every framework of Node calls a handler. */
function takesRequest({ params }: FunctionNode): boolean {
  const [request, response] = params.map(({ name }) => name);
  return REQUEST.test(request ?? "") && RESPONSE.test(response ?? "");
}

function isLoopMethod(file: SourceFile, fn: FunctionNode): boolean {
  const bases = classOf(fn)?.bases.map((base) => file.meaning(base) ?? "") ?? [];
  return CALLED_METHODS.some(
    ([owner, name]) => name.test(fn.name ?? "") && bases.some((base) => owner.test(base)),
  );
}

/** Whether a call keeps what it is given, to have the event loop call it. */
function callsBack(file: SourceFile, call: CallNode): boolean {
  if (CALLS_BACK.test(file.meaning(call.callee) ?? "")) return true;
  if (call.callee.kind !== "member") return false;
  const { object, property } = call.callee;
  const owner = file.meaning(object) ?? "";
  // At the end of a process nothing else can run.
  if (owner === "process") return false;
  if (RUNS_LATER[file.language].test(property)) return true;
  if (file.language === "python" || !ROUTES.test(property)) return false;
  return ROUTER.test(owner) || isPath(call.args[0]?.value);
}

const isPath = (node: Node | undefined): boolean =>
  node?.kind === "literal" && typeof node.value === "string" && node.value.startsWith("/");

const passedIn = new WeakMap<SourceFile, ReadonlyMap<FunctionNode, readonly CallNode[]>>();

/** The calls that each function of a file is passed to, as it stands there or by its name. */
function passedTo(file: SourceFile): ReadonlyMap<FunctionNode, readonly CallNode[]> {
  const known = passedIn.get(file);
  if (known !== undefined) return known;
  const found = new Map<FunctionNode, CallNode[]>();
  for (const call of file.all("call")) {
    for (const { value } of call.args) {
      const fn = value.kind === "name" ? functionNamed(file, value) : value;
      if (fn?.kind === "function") found.set(fn, [...(found.get(fn) ?? []), call]);
    }
  }
  passedIn.set(file, found);
  return found;
}

function functionNamed(file: SourceFile, name: Extract<Node, { kind: "name" }>): Node | undefined {
  const binding = file.binding(name);
  return binding?.kind === "function" ? binding.declaration : soleValue(binding);
}

const DECORATORS_SEEN_THROUGH = /^(?:staticmethod|classmethod|property|override|typing\.override)$/;

/** Runs as part of its caller: synchronous, no generator, not replaced by a decorator. */
export function runsInCaller(file: SourceFile, fn: FunctionNode): boolean {
  if (fn.isAsync || fn.isGenerator || returnsPromise(fn)) return false;
  return fn.decorators.every((one) => DECORATORS_SEEN_THROUGH.test(file.source(one)));
}
