import { ancestors, below, isInside } from "../ir/ancestors.js";
import type { CallNode, FunctionNode } from "../ir/expression.js";
import { alwaysLeaves } from "../ir/flow.js";
import { dotted } from "../ir/locks.js";
import type { Node, TryNode } from "../ir/node.js";
import { usage } from "../ir/usage.js";

/**
 * What may leave the function between a taking and its release; where one of the releases runs
 * whatever happens, what may leave before its `try` is entered. A return or throw comes first,
 * then an await, then a call.
 *
 * @param releases the calls that give it back, in the order of evaluation
 * @param name the variable that holds it: leaving because there is none is no leak
 */
export function leakBetween(
  taking: CallNode,
  releases: readonly CallNode[],
  fn: FunctionNode,
  name?: string,
): Node | undefined {
  const last = releases.at(-1);
  if (last === undefined) return undefined;
  const certain = releases.find((one) => isCertain(one, fn));
  if (certain !== undefined) return leakBefore(taking, releases, certain, name);
  const own = usage(taking).by;
  const between = [...below(fn.body)].filter(
    (node) =>
      node.order > taking.order &&
      node.order < last.order &&
      node !== own &&
      !isInside(node, last) &&
      !isInside(taking, node) &&
      !failedToTake(node, taking),
  );
  const isReleased = (node: Node): boolean =>
    releases.some((one) => one.order < node.order && one.order > taking.order);
  const leaves = between.find(
    (node) =>
      (node.kind === "throw" || node.kind === "return") &&
      !isReleased(node) &&
      !(name !== undefined && isAbout(node, name)),
  );
  const throws = (node: Node): boolean =>
    !isCaught(node, taking) && !releases.some((one) => isInside(one, node));
  return (
    leaves ??
    between.find((node) => node.kind === "await" && throws(node)) ??
    between.find((node) => node.kind === "call" && throws(node) && !isLogging(node))
  );
}

/** In the handler of a `try` around the taking alone, nothing was taken. */
const failedToTake = (node: Node, taking: CallNode): boolean =>
  [...ancestors(node)].some(
    ({ kind, parent }) =>
      kind === "catch" &&
      parent?.kind === "try" &&
      isInside(taking, parent.body) &&
      parent.body.children.length === 1,
  );

/** A `try` protects only what stands in it, and an await before it can fail or be cancelled. */
function leakBefore(
  taking: CallNode,
  releases: readonly CallNode[],
  certain: CallNode,
  name: string | undefined,
): Node | undefined {
  const guard = [...ancestors(certain)].find((around) => around.kind === "try");
  const block = guard?.parent;
  if (guard === undefined || block?.kind !== "block" || !isInside(taking, block)) return undefined;
  if (isInside(taking, guard)) return undefined;
  const own = usage(taking).by;
  for (const statement of block.body) {
    if (statement === guard) return undefined;
    if (statement.order < taking.order) continue;
    const leaves = [statement, ...below(statement)].find(
      (node) =>
        node.order > taking.order &&
        node !== own &&
        !failedToTake(node, taking) &&
        /^(?:await|return|throw)$/.test(node.kind) &&
        !isCaught(node, taking) &&
        !(name !== undefined && isAbout(node, name)) &&
        !releases.some((one) => isInside(one, node) || isFreed(one, node, taking)),
    );
    if (leaves !== undefined) return leaves;
  }
  return undefined;
}

/** Given back in the same arm before it leaves. */
const isFreed = (release: CallNode, leaving: Node, taking: CallNode): boolean =>
  release.order > taking.order &&
  release.order < leaving.order &&
  leaving.parent !== undefined &&
  isInside(release, leaving.parent);

const isLogging = ({ callee }: CallNode): boolean =>
  /^(?:this\.)?_?(?:console|log|logger|logging|print|debug|warn)\b/i.test(dotted(callee) ?? "");

/** In `finally`, in a handler, or in a function that runs later. */
function isCertain(release: Node, fn: FunctionNode): boolean {
  let from = release;
  for (const around of ancestors(release)) {
    if (around === fn) return false;
    if (around.kind === "function" || around.kind === "catch") return true;
    if (around.kind === "try" && around.finalizer === from) return true;
    from = around;
  }
  return false;
}

/** `if (!client) return`. */
function isAbout(leaving: Node, name: string): boolean {
  for (const around of ancestors(leaving)) {
    if (around.kind === "function") return false;
    if (around.kind !== "if") continue;
    const tested = [around.test, ...below(around.test)];
    if (tested.some((node) => node.kind === "name" && node.name === name)) return true;
  }
  return false;
}

/** In a `try` that begins after the taking and whose handlers let the code go on. */
function isCaught(node: Node, taking: Node): boolean {
  let from = node;
  for (const around of ancestors(node)) {
    if (around.kind === "function") return false;
    if (
      around.kind === "try" &&
      around.body === from &&
      !isInside(taking, around) &&
      goesOn(around)
    )
      return true;
    from = around;
  }
  return false;
}

const goesOn = ({ handlers }: TryNode): boolean =>
  handlers.length > 0 && handlers.every(({ body }) => !alwaysLeaves(body));
