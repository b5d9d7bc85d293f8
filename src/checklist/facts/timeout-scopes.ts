import type { Node, WithNode } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";

const SCOPE = new RegExp(
  "^(?:asyncio\\.(?:timeouts\\.)?timeout(?:_at)?|async_timeout\\.timeout(?:_at)?|" +
    "(?:trio|anyio)\\.(?:fail_after|fail_at|move_on_after|move_on_at|CancelScope))\\(\\)$",
);

/** Whether the expression makes a timeout or cancel scope. */
export const isTimeoutScope = (file: SourceFile, node: Node): boolean =>
  SCOPE.test(file.meaning(node) ?? "");

/** The timeout or cancel scope that a `with` enters. */
export const timeoutScopeOf = (file: SourceFile, { items }: WithNode): Node | undefined =>
  items.find(({ context }) => isTimeoutScope(file, context))?.context;
