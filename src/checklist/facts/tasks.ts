import { functionOf, loopsAround } from "../ir/ancestors.js";
import type { AssignNode, CallNode } from "../ir/expression.js";
import { mayFollow, pauses } from "../ir/flow.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import { usage } from "../ir/usage.js";

const LOOP = "(?:get_event_loop|get_running_loop|new_event_loop)";
const STARTS_TASK = new RegExp(
  `^asyncio\\.(?:create_task|ensure_future|${LOOP}\\(\\)\\.create_task)$`,
);

/** Whether a call starts a task that only its caller may keep alive. */
export function startsTask(file: SourceFile, { callee }: CallNode): boolean {
  if (STARTS_TASK.test(file.meaning(callee) ?? "")) return true;
  return (
    callee.kind === "member" &&
    callee.property === "create_task" &&
    /(?:^|[._])loop$/.test(file.source(callee.object))
  );
}

export interface DroppedTask {
  call: CallNode;
  /** `held`: by a variable that is never read, while its function still waits for something. */
  how: "gone" | "held";
}

/** Tasks that are thrown away, or given to a name that nobody reads. */
export const droppedTasks = (file: SourceFile): DroppedTask[] =>
  file.all("call").flatMap((call) => {
    const how = startsTask(file, call) ? dropped(file, call) : undefined;
    return how === undefined ? [] : [{ call, how }];
  });

function dropped(file: SourceFile, call: CallNode): DroppedTask["how"] | undefined {
  const used = usage(call);
  if (used.kind === "discarded") return "gone";
  if (used.kind === "element") return isThrownAway(used.by) ? "gone" : undefined;
  if (used.kind !== "assigned" || used.by.kind !== "assign") return undefined;
  if (!isUnread(file, used.by)) return undefined;
  const fn = functionOf(call);
  const waitsLater = fn !== undefined && pauses(fn).some((pause) => mayFollowIn(call, pause));
  return waitsLater && loopsAround(call).length === 0 ? "held" : "gone";
}

const mayFollowIn = (call: CallNode, pause: Node): boolean =>
  pause.order > call.order && mayFollow(call, pause);

function isThrownAway(list: Node): boolean {
  if (list.kind !== "list" && list.kind !== "comprehension") return false;
  const used = usage(list);
  return used.kind === "discarded" || (used.kind === "element" && isThrownAway(used.by));
}

/** A plain assignment as a statement, to a local variable that has no other use. */
export function isUnread(file: SourceFile, { target, operator, parent }: AssignNode): boolean {
  if (target.kind !== "name" || operator !== "=" || parent?.kind === "expression") return false;
  const binding = file.binding(target);
  return binding?.scope.kind === "function" && binding.references.length === binding.writes.length;
}
