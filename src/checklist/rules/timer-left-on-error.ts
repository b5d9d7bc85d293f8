import { ancestors, below, functionOf, isInside } from "../ir/ancestors.js";
import type { CallNode, FunctionNode } from "../ir/expression.js";
import { alwaysLeaves, mayFollow, pausesBetween } from "../ir/flow.js";
import type { Node } from "../ir/node.js";
import type { Binding } from "../ir/scope.js";
import type { SourceFile } from "../ir/source-file.js";
import { usage } from "../ir/usage.js";
import type { Rule } from "../rule.js";

export const timerLeftOnError: Rule = {
  name: "timer-left-on-error",
  item: 3,
  languages: ["typescript"],
  level: "review",
  confidence: "medium",
  check(file) {
    if (!file.text.includes("clearTimeout")) return [];
    return file.callsOf(/^set(?:Timeout|Interval)$/).flatMap((call) => {
      const fn = functionOf(call);
      if (!fn?.isAsync) return [];
      const { kind, by } = usage(call);
      if (kind !== "assigned" || by.kind !== "assign" || by.target.kind !== "name") return [];
      const binding = file.binding(by.target);
      if (binding === undefined || functionOf(binding.declaration) !== fn) return [];
      const clears = clearsOf(file, binding).flatMap((clear) => placesOf(file, clear, fn));
      if (clears.length === 0 || clears.some(isCertain)) return [];
      const wait = clears.flatMap((clear) => pausesBetween(call, clear)).find(isUncaught(call));
      if (wait === undefined) return [];
      return [
        {
          node: call,
          message:
            `when line ${file.position(wait.start).line} throws, \`${binding.name}\` is not ` +
            "cleared: it fires later, on work that is over, and keeps the process awake until then",
          fix: `clear \`${binding.name}\` in finally`,
        },
      ];
    });
  },
};

const clearsOf = (file: SourceFile, { references }: Binding): CallNode[] =>
  references.flatMap(({ parent }) =>
    parent?.kind === "call" && /^clear(?:Timeout|Interval)$/.test(file.meaning(parent.callee) ?? "")
      ? [parent]
      : [],
  );

/**
 * Where `fn` sees to the clearing: the call itself, the calls of a function that clears, or where
 * a function that clears later is made.
 */
function placesOf(file: SourceFile, clear: Node, fn: FunctionNode): Node[] {
  const inner = outermostBelow(clear, fn);
  if (inner === undefined) return [clear];
  const calls = [...below(fn.body, true)].filter(
    (node) => node.kind === "call" && file.target(node) === inner,
  );
  return calls.length === 0 ? [inner] : calls.map((call) => outermostBelow(call, fn) ?? call);
}

/** The function directly in `fn` that the node stands in; undefined when that is `fn` itself. */
function outermostBelow(node: Node, fn: FunctionNode): FunctionNode | undefined {
  let found: FunctionNode | undefined;
  for (const around of ancestors(node)) {
    if (around === fn) return found;
    if (around.kind === "function") found = around;
  }
  return undefined;
}

/** In `finally`, or in a handler. */
function isCertain(clear: Node): boolean {
  return [...ancestors(clear)].some(
    (around) =>
      around.kind === "catch" ||
      (around.kind === "try" &&
        around.finalizer !== undefined &&
        isInside(clear, around.finalizer)),
  );
}

/** An await whose error leaves the function before the timer is cleared. */
const isUncaught =
  (timer: CallNode) =>
  (pause: Node): boolean =>
    pause.kind === "await" &&
    pause.value.kind !== "name" &&
    mayFollow(timer, pause) &&
    ![...ancestors(pause)].some(
      (around) =>
        around.kind === "try" &&
        around.handlers.length > 0 &&
        around.handlers.some(({ body }) => !alwaysLeaves(body)) &&
        isInside(pause, around.body) &&
        !isInside(timer, around),
    );
