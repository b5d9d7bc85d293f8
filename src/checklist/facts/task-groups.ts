import type { CallNode } from "../ir/expression.js";
import type { Node, WithItem, WithNode } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";

/** What makes the object that `async with` waits for its tasks at the end of. */
const GROUP = new RegExp(
  "^(?:asyncio\\.TaskGroup|anyio(?:\\.abc)?\\.(?:create_task_group|TaskGroup)|" +
    "trio\\.(?:open_nursery|Nursery))\\(\\)$",
);
const STARTS = /^(?:create_task|start_soon|start)$/;

/** Whether an expression is a TaskGroup or nursery of asyncio, anyio or trio. */
export const isTaskGroup = (file: SourceFile, node: Node): boolean =>
  GROUP.test(file.meaning(node) ?? "");

/** The items of a `with` that open a group of tasks. */
export const groupsOf = (file: SourceFile, node: WithNode): WithItem[] =>
  node.items.filter(({ context }) => isTaskGroup(file, context));

/** `group.start_soon(…)`: what the call starts its task in; undefined when it starts none. */
export function startedIn({ callee }: CallNode): Node | undefined {
  return callee.kind === "member" && STARTS.test(callee.property) ? callee.object : undefined;
}
