import { ancestors, below, functionOf } from "../ir/ancestors.js";
import type { FunctionNode, YieldNode } from "../ir/expression.js";
import { dotted } from "../ir/locks.js";
import type { WithNode } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";

/** Decorators that drive the generator to its end themselves. */
const DRIVEN = /contextmanager|fixture|inlineCallbacks|trio_async_generator|aclosing/i;
/** Leaving these in another task than they were entered in breaks cancellation itself. */
const CANCEL_SCOPE = new RegExp(
  "(?:TaskGroup|create_task_group|open_nursery|CancelScope|fail_after|fail_at|move_on_after|" +
    "move_on_at|asyncio\\.timeout(?:_at)?)\\(\\)$",
);

/** A `yield` of an asynchronous generator inside a context that nothing is sure to leave. */
export interface Suspended {
  fn: FunctionNode;
  at: YieldNode;
  /** Whether one of the contexts is a cancel scope or a group of tasks. */
  isCancelScope: boolean;
}

export function suspendedContexts(file: SourceFile): Suspended[] {
  return file.all("function").flatMap((fn) => {
    if (!fn.isAsync || isDriven(fn)) return [];
    return [...below(fn.body)].flatMap((at) => {
      const around = at.kind === "yield" ? contextsAround(at, fn) : [];
      if (at.kind !== "yield" || around.length === 0) return [];
      const isCancelScope = around.some(({ items }) =>
        items.some(({ context }) => CANCEL_SCOPE.test(file.meaning(context) ?? "")),
      );
      return [{ fn, at, isCancelScope }];
    });
  });
}

const isDriven = (fn: FunctionNode): boolean =>
  fn.decorators.some((decorator) => DRIVEN.test(dotted(decorator) ?? ""));

function contextsAround(node: YieldNode, fn: FunctionNode): WithNode[] {
  if (functionOf(node) !== fn) return [];
  const found: WithNode[] = [];
  for (const around of ancestors(node)) {
    if (around === fn) break;
    if (around.kind === "with") found.push(around);
  }
  return found;
}
