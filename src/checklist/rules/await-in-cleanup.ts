import { ancestors, below } from "../ir/ancestors.js";
import { isWait } from "../ir/flow.js";
import { dotted } from "../ir/locks.js";
import type { CatchNode, Node, TryNode, WithNode } from "../ir/node.js";
import { option } from "../ir/options.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

export const awaitInCleanup: Rule = {
  name: "await-in-cleanup",
  item: 5,
  languages: ["python"],
  level: "review",
  confidence: "medium",
  check(file) {
    if (!file.mayPause) return [];
    const libraries = scopedLibraries(file);
    return file.all("try").flatMap((node) => {
      const parts = cleanups(file, node, libraries);
      return parts.flatMap((part) =>
        [...below(part)].filter(isWait).flatMap((wait) => {
          if (isShielded(file, wait, part)) return [];
          return [
            {
              node: wait,
              message: libraries
                ? "once the scope is cancelled every await raises at once: this clean-up never runs"
                : "a second cancellation, as of a shutdown, interrupts this clean-up half-way",
              fix: libraries
                ? "do it in `with CancelScope(shield=True, deadline=…)`"
                : "bound it: `await asyncio.shield(…)` in `asyncio.timeout(seconds)`",
              ...(!libraries && { confidence: "low" as const }),
            },
          ];
        }),
      );
    });
  },
};

/** trio and anyio cancel again at every wait, asyncio once (trio's manual, "Cancellation"). */
const scopedLibraries = (file: SourceFile): boolean =>
  file.all("import").some(({ module }) => /^(?:trio|anyio)\b/.test(module));

/** What runs because of a cancellation: handlers that take it, and finally. */
function cleanups(file: SourceFile, node: TryNode, scoped: boolean): Node[] {
  const first = node.handlers.find((handler) => takesCancellation(file, handler));
  const parts: Node[] = first === undefined ? [] : [first.body];
  if (scoped && node.finalizer) parts.push(node.finalizer);
  return parts;
}

function takesCancellation(file: SourceFile, { types, body }: CatchNode): boolean {
  if (types.length === 0)
    return [...ancestors(body)].some((one) => one.kind === "function" && one.isAsync);
  const each = types.flatMap((type) => (type.kind === "list" ? type.elements : [type]));
  return each.some((type) =>
    /(?:^BaseException|CancelledError|trio\.Cancelled|get_cancelled_exc_class\(\))$/.test(
      file.meaning(type) ?? "",
    ),
  );
}

function isShielded(file: SourceFile, wait: Node, part: Node): boolean {
  if (wait.kind === "await" && dotted(wait.value)?.endsWith(".aclose()")) return true;
  if (wait.kind === "await" && /shield|checkpoint_if_cancelled/.test(file.source(wait.value))) {
    return true;
  }
  if (wait.kind === "with" && isTimed(wait)) return true;
  for (const around of ancestors(wait)) {
    if (around === part.parent) break;
    if (around.kind !== "with") continue;
    if (around.items.some(({ context }) => shields(file, context))) return true;
    const target = around.items[0]?.target;
    if (target && shieldedBefore(file, wait, around.body, file.source(target))) return true;
    if (isTimed(around)) return true;
  }
  return isShieldedFromOutside(file, wait, part);
}

/** The clean-up shields a scope that stands around the whole try. */
function isShieldedFromOutside(file: SourceFile, wait: Node, part: Node): boolean {
  for (const around of ancestors(part)) {
    if (around.kind === "function") return false;
    const target = around.kind === "with" ? around.items[0]?.target : undefined;
    if (target && shieldedBefore(file, wait, part, file.source(target))) return true;
  }
  return false;
}

const isTimed = ({ items }: WithNode): boolean =>
  items.some(({ context }) => /timeout/.test(dotted(context) ?? ""));

function shields(file: SourceFile, context: Node): boolean {
  if (context.kind !== "call") return false;
  const shield = option(file, context, ["shield"]);
  return shield.is === "given" && !(shield.value.kind === "literal" && !shield.value.value);
}

/** `scope.shield = True` was the last word on it before this point of the block. */
function shieldedBefore(file: SourceFile, wait: Node, body: Node, scope: string): boolean {
  let shielded = false;
  for (const node of below(body)) {
    if (node.kind !== "assign" || node.order > wait.order) continue;
    if (file.source(node.target) !== `${scope}.shield`) continue;
    shielded = node.value?.kind === "literal" && node.value.value === true;
  }
  return shielded;
}
