import { ancestors, below, classOf } from "../ir/ancestors.js";
import type { CallNode } from "../ir/expression.js";
import { dotted } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import type { Binding } from "../ir/scope.js";
import type { SourceFile } from "../ir/source-file.js";

type Root = Binding | Node | "global";

const known = new WeakMap<SourceFile, ReadonlyMap<Root, ReadonlySet<string>>>();

/**
 * Whether another call of the same function is awaited in this file: `this.store.save()` here and
 * `await this.store.save()` elsewhere in the class.
 */
export function isAwaitedElsewhere(file: SourceFile, call: CallNode): boolean {
  const { callee } = call;
  const path = dotted(callee);
  const root = path === undefined ? undefined : rootOf(file, callee);
  if (path === undefined || root === undefined) return false;
  return (awaitedIn(file).get(root)?.has(path) ?? false) && !isDecidedHere(call, path);
}

/** `if (isAsync) await f(); else f();`: whether it is one to await is asked right here. */
function isDecidedHere(call: CallNode, path: string): boolean {
  for (const around of ancestors(call)) {
    if (around.kind === "function") return false;
    if (around.kind !== "if" && around.kind !== "conditional") continue;
    const awaits = [...below(around)].some(
      (node) =>
        node.kind === "await" && node.value.kind === "call" && dotted(node.value.callee) === path,
    );
    if (awaits) return true;
  }
  return false;
}

function awaitedIn(file: SourceFile): ReadonlyMap<Root, ReadonlySet<string>> {
  const before = known.get(file);
  if (before !== undefined) return before;
  const found = new Map<Root, Set<string>>();
  for (const { value } of file.all("await")) {
    if (value.kind !== "call") continue;
    const path = dotted(value.callee);
    const root = path === undefined ? undefined : rootOf(file, value.callee);
    if (path === undefined || root === undefined) continue;
    const paths = found.get(root) ?? new Set();
    found.set(root, paths.add(path));
  }
  known.set(file, found);
  return found;
}

/** What the first name of a path means; paths of different variables are different. */
function rootOf(file: SourceFile, node: Node): Root | undefined {
  let at = node;
  while (at.kind === "member" || at.kind === "index") at = at.object;
  if (at.kind !== "name") return undefined;
  if (at.name === "this") return classOf(at);
  return file.binding(at) ?? "global";
}
