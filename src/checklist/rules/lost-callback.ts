import { ancestors, below, functionOf, isInside } from "../ir/ancestors.js";
import type { CallNode, FunctionNode, NameNode } from "../ir/expression.js";
import { mayFollow, pauses } from "../ir/flow.js";
import type { Node, TryNode } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import { usage } from "../ir/usage.js";
import type { Rule } from "../rule.js";

const CALLBACK = /^_?(?:cb|callback|done)$/;

export const lostCallback: Rule = {
  name: "lost-callback",
  item: 4,
  languages: ["typescript"],
  level: "review",
  confidence: "medium",
  check(file) {
    if (!file.isAsynchronous) return [];
    return file.all("function").flatMap((fn) => {
      const last = fn.params.at(-1);
      if (!fn.isAsync || last === undefined || !CALLBACK.test(last.name)) return [];
      const calls = callsOf(file, fn, last.name);
      const first = calls.find((call) => functionOf(call) === fn && tellsSuccess(call));
      if (first === undefined || calls.some(isWorkGiven) || isHandedOn(file, fn, last.name, calls))
        return [];
      const wait = pauses(fn).find(
        (pause) => pause.kind === "await" && mayFollow(pause, first) && !isTold(pause, fn, calls),
      );
      if (wait === undefined) return [];
      return [
        {
          node: fn,
          message:
            `when line ${file.position(wait.start).line} throws, \`${last.name}\` is never ` +
            "called: whoever gave it waits for ever, and the rejection is unhandled",
          fix: `catch it: \`catch (error) { ${last.name}(error); }\``,
        },
      ];
    });
  },
};

const namesOf = (file: SourceFile, fn: FunctionNode, name: string): NameNode[] =>
  [...below(fn.body, true)].filter(
    (node): node is NameNode =>
      node.kind === "name" && node.name === name && file.binding(node)?.kind === "parameter",
  );

function callsOf(file: SourceFile, fn: FunctionNode, name: string): CallNode[] {
  return namesOf(file, fn, name).flatMap(({ parent }) =>
    parent?.kind === "call" && parent.callee.kind === "name" && parent.callee.name === name
      ? [parent]
      : [],
  );
}

/** `await callback()`: a piece of work, whose result is asked for. */
const isWorkGiven = (call: CallNode): boolean =>
  !/^(?:discarded|returned|voided)$/.test(usage(call).kind);

/** `callback(null, value)`; without a value it may as well be work. */
function tellsSuccess({ args: [first] }: CallNode): boolean {
  if (first === undefined) return false;
  const { value } = first;
  return (
    (value.kind === "literal" && value.value === null) ||
    (value.kind === "name" && value.name === "undefined")
  );
}

/** Somebody else may call it: what was given to another function, or kept. */
const isHandedOn = (
  file: SourceFile,
  fn: FunctionNode,
  name: string,
  calls: readonly CallNode[],
): boolean => namesOf(file, fn, name).some((use) => !calls.some(({ callee }) => callee === use));

/** In a `try` whose handler or `finally` calls it, or lets the code go on to where it is called. */
const isTold = (pause: Node, fn: FunctionNode, calls: readonly CallNode[]): boolean =>
  isClearingUp(pause, fn) ||
  [...ancestors(pause)].some(
    (around): around is TryNode =>
      around.kind === "try" &&
      isInside(around, fn) &&
      isInside(pause, around.body) &&
      [...around.handlers, ...(around.finalizer ? [around.finalizer] : [])].some(
        (part) =>
          calls.some((call) => isInside(call, part)) ||
          (part.kind === "catch" && ![...below(part)].some(({ kind }) => kind === "throw")),
      ),
  );

/** In a handler or in `finally`, where hardly anything fails. */
function isClearingUp(pause: Node, fn: FunctionNode): boolean {
  let from = pause;
  for (const around of ancestors(pause)) {
    if (around === fn) return false;
    if (around.kind === "catch") return true;
    if (around.kind === "try" && around.finalizer === from) return true;
    from = around;
  }
  return false;
}
