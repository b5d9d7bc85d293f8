import { ancestors, below, functionOf, isInside } from "../ir/ancestors.js";
import type { CallNode, FunctionNode } from "../ir/expression.js";
import { mayFollow } from "../ir/flow.js";
import { soleValue } from "../ir/names.js";
import type { Node } from "../ir/node.js";
import { usage } from "../ir/usage.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

const STARTS = /^asyncio\.(?:create_task|ensure_future)$/;

export const awaitedInTurn: Rule = {
  name: "awaited-in-turn",
  item: 4,
  languages: ["python"],
  level: "review",
  confidence: "medium",
  check(file) {
    const started = file.callsOf(STARTS).flatMap((call) => taskOf(file, call) ?? []);
    return started.flatMap((later) => {
      const earlier = started.find(
        (one) =>
          one.fn === later.fn &&
          one.wait.order < later.wait.order &&
          later.call.order < one.wait.order &&
          mayFollow(one.wait, later.wait),
      );
      if (earlier === undefined || isSeenTo(earlier.wait, later.name)) return [];
      const { line } = file.position(earlier.wait.start);
      return [
        {
          node: later.wait,
          message:
            `when line ${line} raises, nobody awaits or cancels \`${later.name}\`: it goes on, ` +
            "and its own error is seen by nobody",
          fix: "start both in `async with asyncio.TaskGroup()`, or cancel the other in finally",
        },
      ];
    });
  },
};

interface Task {
  call: CallNode;
  fn: FunctionNode;
  name: string;
  wait: Node;
}

/** A task in a variable that is awaited once, in the same function, and used for nothing else. */
function taskOf(file: SourceFile, call: CallNode): Task | undefined {
  const { parent } = call;
  const fn = functionOf(call);
  if (parent?.kind !== "assign" || parent.target.kind !== "name" || !fn?.isAsync) return undefined;
  const binding = file.binding(parent.target);
  if (soleValue(binding) !== call) return undefined;
  const uses = (binding?.references ?? []).filter((one) => one !== parent.target);
  const [use] = uses;
  if (use === undefined || uses.length !== 1 || functionOf(use) !== fn) return undefined;
  const { kind, by } = usage(use);
  return kind === "awaited" ? { call, fn, name: parent.target.name, wait: by } : undefined;
}

/** A `try` around the first wait has a handler or an end for what comes after it. */
const isSeenTo = (wait: Node, name: string): boolean =>
  [...ancestors(wait)].some(
    (around) =>
      around.kind === "try" &&
      isInside(wait, around.body) &&
      (around.handlers.length > 0 ||
        (around.finalizer !== undefined &&
          [...below(around.finalizer)].some((node) => node.kind === "name" && node.name === name))),
  );
