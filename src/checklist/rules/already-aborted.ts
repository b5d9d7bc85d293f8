import { callbackOf } from "../facts/callbacks.js";
import { ancestors, below, functionOf } from "../ir/ancestors.js";
import type { CallNode, FunctionNode } from "../ir/expression.js";
import { dotted } from "../ir/locks.js";
import { lastName } from "../ir/names.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

export const alreadyAborted: Rule = {
  name: "already-aborted",
  item: 5,
  languages: ["typescript"],
  level: "fail",
  confidence: "medium",
  check(file) {
    return file.callsNamed(/^addEventListener$/).flatMap((call) => {
      const signal = listenedTo(call);
      const fn = functionOf(call);
      if (signal === undefined || fn === undefined) return [];
      const name = dotted(signal);
      if (onlyListens(file, fn) || isAskedByCallers(file, fn)) return [];
      if (name === undefined || !comesFromOutside(file, signal)) return [];
      if (isAskedFor(file, call, name, fn) || isHandedOn(file, signal, name, call)) return [];
      return [
        {
          node: call,
          message:
            `when \`${name}\` is aborted already, no event comes: what is begun here goes on as ` +
            "if nobody had cancelled it",
          fix: `ask first: \`${name}.throwIfAborted()\``,
          // Whoever waits for a promise waits for ever; another loss is one that may be meant.
          ...(!settles(file, call.args[1]?.value) && { level: "review" as const }),
        },
      ];
    });
  },
};

/** A function that only wraps the listening leaves the question to its callers. */
function onlyListens(file: SourceFile, { body }: FunctionNode): boolean {
  const statements = body.kind === "block" ? body.body.length : 1;
  return statements <= 4 && file.source(body).includes("removeEventListener");
}

/** All callers in this file look at the signal, or hand it on, first. */
function isAskedByCallers(file: SourceFile, fn: FunctionNode): boolean {
  const callers = file.all("call").flatMap((call) => {
    if (file.target(call) !== fn) return [];
    const caller = [...ancestors(call)].findLast((one) => one.kind === "function");
    return caller === undefined ? [] : [file.source(caller)];
  });
  const asks = /\.aborted\b|throwIfAborted|\bsignal\b[^)]*\)[\s\S]*\bsignal\b/;
  return callers.length > 0 && callers.every((text) => asks.test(text));
}

/** Whether a listener rejects or resolves a promise, itself or through functions of this file. */
function settles(file: SourceFile, listener: Node | undefined, depth = 0): boolean {
  if (listener === undefined || depth > 2) return false;
  if (SETTLES.test(lastName(listener))) return true;
  const fn = callbackOf(file, listener);
  if (fn === undefined) return false;
  return [...below(fn, true)].some(
    (node) =>
      node.kind === "call" &&
      (SETTLES.test(lastName(node.callee)) || settles(file, node.callee, depth + 1)),
  );
}

const SETTLES = /^_*(?:reject|resolve)/i;

/** The signal of `signal.addEventListener("abort", …)`. */
function listenedTo({ callee, args }: CallNode): Node | undefined {
  const [event] = args;
  if (callee.kind !== "member" || callee.property !== "addEventListener") return undefined;
  if (event?.value.kind !== "literal" || event.value.value !== "abort") return undefined;
  return callee.object;
}

/** A parameter, or a member of one: what this function makes itself is not aborted yet. */
function comesFromOutside(file: SourceFile, signal: Node): boolean {
  let root = signal;
  while (root.kind === "member") root = root.object;
  if (root.kind !== "name" || root.name === "this") return false;
  const binding = file.binding(root);
  if (binding?.kind === "parameter") return true;
  const [write] = binding?.writes ?? [];
  return write?.key !== undefined && write.value?.kind === "name";
}

/** `signal.aborted` and `throwIfAborted` anywhere in the functions around it. */
function isAskedFor(file: SourceFile, call: CallNode, name: string, fn: FunctionNode): boolean {
  const last = name.split(".").at(-1) ?? name;
  const asks = new RegExp(`\\b${last}\\b[?!]*\\.(?:aborted|throwIfAborted)`);
  const around = [fn, ...ancestors(call)].filter((one) => one.kind === "function");
  return around.some((one) => asks.test(file.source(one)));
}

/** What else takes the signal refuses an aborted one itself: `fetch(url, { signal })`. */
function isHandedOn(file: SourceFile, signal: Node, name: string, call: CallNode): boolean {
  const outer = [...ancestors(call)].findLast((one) => one.kind === "function");
  return file.all("call").some((other) => {
    if (other === call || outer === undefined || other.start < outer.start) return false;
    if (other.end > outer.end) return false;
    return other.args.some(({ value }) =>
      value.kind === "object"
        ? value.entries.some(({ key, value: entry }) => key === "signal" && dotted(entry) === name)
        : dotted(value) === name && value !== signal,
    );
  });
}
