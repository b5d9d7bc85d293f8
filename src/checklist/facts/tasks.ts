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
  /**
   * `held`: by a variable that is never read, while its function still waits for something.
   * `watched`: it has a done callback, and nobody else knows it.
   */
  how: "gone" | "held" | "watched";
}

/** Tasks that are thrown away, given to a name that nobody reads, or only watched. */
export const droppedTasks = (file: SourceFile): DroppedTask[] =>
  file.all("call").flatMap((call) => {
    const how = startsTask(file, call) ? dropped(file, call) : undefined;
    return how === undefined ? [] : [{ call, how }];
  });

function dropped(file: SourceFile, call: CallNode): DroppedTask["how"] | undefined {
  const used = usage(call);
  if (used.kind === "discarded") return "gone";
  if (used.kind === "element") return isThrownAway(used.by) ? "gone" : undefined;
  if (used.kind === "object") return isWatching(used.by) ? "watched" : undefined;
  if (used.kind !== "assigned" || used.by.kind !== "assign") return undefined;
  const isWatched = isOnlyWatched(file, used.by);
  if (!isWatched && !isUnread(file, used.by)) return undefined;
  const fn = functionOf(call);
  const waitsLater = fn !== undefined && pauses(fn).some((pause) => mayFollowIn(call, pause));
  const isHeld = waitsLater && loopsAround(call).length === 0;
  if (isWatched) return isHeld ? undefined : "watched";
  return isHeld ? "held" : "gone";
}

/** `task.add_done_callback(…)` as a statement: the callback does not keep the task. */
const isWatching = (member: Node): boolean =>
  member.kind === "member" &&
  member.property === "add_done_callback" &&
  member.parent?.kind === "call" &&
  member.parent.callee === member &&
  usage(member.parent).kind === "discarded";

/** A local variable of one task, of which nothing is wanted but done callbacks. */
function isOnlyWatched(file: SourceFile, { target, operator }: AssignNode): boolean {
  if (target.kind !== "name" || operator !== "=") return false;
  const binding = file.binding(target);
  if (binding?.scope.kind !== "function" || binding.writes.length !== 1) return false;
  const uses = binding.references.filter((reference) => reference !== target);
  return (
    uses.length > 0 &&
    uses.every(({ parent }) => parent !== undefined && isWatching(parent)) &&
    uses.every((reference) => functionOf(reference) === functionOf(target))
  );
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
