import { ancestors, below, functionOf, isInside } from "./ancestors.js";
import type { FunctionNode } from "./expression.js";
import type { Node } from "./node.js";

/**
 * Every point in a function where other code may run: `await`, `async for`, `async with`, and
 * `yield`. Those of functions inside it are not among them.
 */
export function pauses(fn: FunctionNode): readonly Node[] {
  const known = PAUSES.get(fn);
  if (known !== undefined) return known;
  const found = [...below(fn)].filter(isPause);
  PAUSES.set(fn, found);
  return found;
}

/** A tree does not change once it is made, and most rules ask this of each function. */
const PAUSES = new WeakMap<FunctionNode, readonly Node[]>();

/** Whether other code may run at this point of a function. */
export const isPause = (node: Node): boolean =>
  isWait(node) ||
  node.kind === "yield" ||
  (node.kind === "comprehension" && node.clauses.some(({ isAsync }) => isAsync));

/** `await`, `async for` and `async with`: what waits here for something to come about. */
export const isWait = (node: Node): boolean =>
  node.kind === "await" || ((node.kind === "loop" || node.kind === "with") && node.isAsync);

/**
 * The pauses that run after `first` and before `last` on some path, both in one function. Loops
 * are not followed back: what stands before `first` in the text runs before it.
 */
export function pausesBetween(first: Node, last: Node): readonly Node[] {
  const fn = functionOf(first);
  if (fn === undefined || functionOf(last) !== fn) return [];
  return pauses(fn).filter((pause) => {
    const at = pauseOrder(pause);
    return at > first.order && at < last.order && mayFollow(first, pause) && mayFollow(pause, last);
  });
}

/** A loop or `with` pauses when it is entered, before its body; its own number comes after it. */
export function pauseOrder(pause: Node): number {
  if (pause.kind !== "loop" && pause.kind !== "with") return pause.order;
  const entered = pause.kind === "loop" ? pause.source : pause.items[0]?.context;
  return entered?.order ?? pause.order;
}

/** Where a function first lets others in, in the order of evaluation. */
export const firstPause = (fn: FunctionNode): number => Math.min(...pauses(fn).map(pauseOrder));

/** Whether the second may run after the first: not in another arm, not past a return. */
export function mayFollow(first: Node, second: Node): boolean {
  for (const around of [first, ...ancestors(first)]) {
    if (isInside(second, around)) return !inOtherArm(first, second, around);
    if (around.kind === "function") return false;
    if (around !== first && endsIn(around, first)) return false;
  }
  return true;
}

/** Whether two nodes below `choice` stand in arms of it of which only one runs. */
function inOtherArm(first: Node, second: Node, choice: Node): boolean {
  const arms =
    choice.kind === "if" || choice.kind === "conditional"
      ? [choice.consequent, choice.otherwise]
      : choice.kind === "switch"
        ? choice.cases.map(({ body }) => body)
        : choice.kind === "try"
          ? choice.handlers
          : [];
  const armOf = (node: Node) => arms.find((arm) => arm !== undefined && isInside(node, arm));
  const [one, two] = [armOf(first), armOf(second)];
  return one !== undefined && two !== undefined && one !== two;
}

/** Whether a later return, throw or jump in the block leaves it after `from` ran. */
function endsIn(block: Node, from: Node): boolean {
  if (block.kind !== "block") return false;
  return block.body.some(
    (statement) =>
      statement.order >= from.order &&
      (statement.kind === "return" || statement.kind === "throw" || statement.kind === "jump"),
  );
}

/** Whether the code after this block in its function is never reached from its end. */
export function alwaysLeaves(node: Node): boolean {
  if (node.kind === "return" || node.kind === "throw" || node.kind === "jump") return true;
  if (node.kind === "block") return node.body.some(alwaysLeaves);
  if (node.kind === "if") {
    return (
      node.otherwise !== undefined && alwaysLeaves(node.consequent) && alwaysLeaves(node.otherwise)
    );
  }
  return false;
}
