import { ancestors, below, functionOf } from "../ir/ancestors.js";
import type { FunctionNode } from "../ir/expression.js";
import { dotted } from "../ir/locks.js";
import type { Node, WithNode } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

/** Decorators that drive the generator to its end themselves. */
const DRIVEN = /contextmanager|fixture|inlineCallbacks|trio_async_generator|aclosing/i;
/** Leaving these in another task than they were entered in breaks cancellation itself. */
const CANCEL_SCOPE = new RegExp(
  "(?:TaskGroup|create_task_group|open_nursery|CancelScope|fail_after|fail_at|move_on_after|" +
    "move_on_at|asyncio\\.timeout(?:_at)?)\\(\\)$",
);

export const yieldInContext: Rule = {
  name: "yield-in-context",
  item: 5,
  languages: ["python"],
  level: "review",
  confidence: "low",
  check(file) {
    return file.all("function").flatMap((fn) => {
      if (!fn.isAsync || isDriven(fn)) return [];
      return [...below(fn.body)].flatMap((node) => {
        const around = node.kind === "yield" ? enclosingWith(node, fn) : undefined;
        if (around === undefined) return [];
        const scope = around.items.find(({ context }) => isCancelScope(file, context));
        return [
          {
            node,
            message:
              "a consumer that stops early leaves this generator suspended here: the garbage " +
              "collector leaves the context later, in another task",
            fix: `make \`${fn.name ?? "it"}\` a context manager, or consume it by aclosing(…)`,
            ...(scope && { level: "fail" as const, confidence: "high" as const }),
          },
        ];
      });
    });
  },
};

const isDriven = (fn: FunctionNode): boolean =>
  fn.decorators.some((decorator) => DRIVEN.test(dotted(decorator) ?? ""));

function enclosingWith(node: Node, fn: FunctionNode): WithNode | undefined {
  if (functionOf(node) !== fn) return undefined;
  for (const around of ancestors(node)) {
    if (around === fn) return undefined;
    if (around.kind === "with") return around;
  }
  return undefined;
}

const isCancelScope = (file: SourceFile, context: Node): boolean =>
  CANCEL_SCOPE.test(file.meaning(context) ?? "");
