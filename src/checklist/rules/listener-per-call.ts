import { below, functionOf, isInside } from "../ir/ancestors.js";
import type { CallNode, FunctionNode } from "../ir/expression.js";
import { pauses } from "../ir/flow.js";
import { dotted } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import { option } from "../ir/options.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

const LISTENS = /^(?:on|addListener|prependListener|addEventListener)$/;
/** Objects that live as long as the program. */
const LASTING = /^(?:process|window|document|globalThis|self)$/;
/** Functions that by their names run once. */
const ONCE = new RegExp(
  "^_*(?:main|(?:init|setup|install|register|boot|start|run|serve|listen|launch)\\w*)$",
  "i",
);

export const listenerPerCall: Rule = {
  name: "listener-per-call",
  item: 3,
  languages: ["typescript"],
  level: "review",
  confidence: "medium",
  check(file) {
    return file.callsNamed(LISTENS).flatMap((call) => {
      const target = lasting(file, call);
      const fn = functionOf(call);
      if (target === undefined || fn === undefined || runsOnce(fn)) return [];
      const listener = call.args[1]?.value;
      if (listener === undefined || !holdsCall(file, fn, listener)) return [];
      if (isTakenOff(file, call, target)) return [];
      return [
        {
          node: call,
          message:
            `every call of the function around adds one more listener to \`${target}\`, which ` +
            "outlives it, and nothing takes them off",
          fix: "take it off when the work is done, or listen once for all calls",
        },
      ];
    });
  },
};

function lasting(file: SourceFile, { callee, args }: CallNode): string | undefined {
  if (callee.kind !== "member" || !LISTENS.test(callee.property) || args.length < 2) {
    return undefined;
  }
  const { object } = callee;
  if (LASTING.test(file.meaning(object) ?? "")) return dotted(object);
  if (object.kind !== "name" || object.name === "this") return undefined;
  const binding = file.binding(object);
  const isShared = binding?.scope.kind === "module" && /^(?:variable|import)$/.test(binding.kind);
  return isShared && binding.references.length > 0 && isEmitter(binding.declaration)
    ? object.name
    : undefined;
}

const isEmitter = (declaration: Node): boolean =>
  declaration.kind === "import" ||
  (declaration.kind === "assign" && declaration.value?.kind === "call" && declaration.value.isNew);

/** What gives or awaits nothing, or has no name to be called by again, sets something up. */
function runsOnce(fn: FunctionNode): boolean {
  if (fn.name === undefined || ONCE.test(fn.name) || fn.method === "constructor") return true;
  if (pauses(fn).length > 0 || fn.body.kind !== "block") return false;
  return ![...below(fn.body)].some((node) => node.kind === "return" && node.value !== undefined);
}

/** Whether the listener holds something that is made anew by every call. */
function holdsCall(file: SourceFile, fn: FunctionNode, listener: Node): boolean {
  return [listener, ...below(listener, true)].some((node) => {
    const binding = node.kind === "name" ? file.binding(node) : undefined;
    if (binding === undefined || !/^(?:function|block)$/.test(binding.scope.kind)) return false;
    return isInside(binding.scope.node, fn) && !isInside(binding.scope.node, listener);
  });
}

function isTakenOff(file: SourceFile, call: CallNode, target: string): boolean {
  if (option(file, call, ["signal", "once"], 2).is !== "missing") return true;
  return file
    .all("call")
    .some(
      ({ callee }) =>
        callee.kind === "member" &&
        /^(?:off|remove\w*Listeners?|removeAllListeners)$/.test(callee.property) &&
        dotted(callee.object) === target,
    );
}
