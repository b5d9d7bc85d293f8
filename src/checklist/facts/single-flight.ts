import { functionOf } from "../ir/ancestors.js";
import type { FunctionNode } from "../ir/expression.js";
import { pauseOrder, pauses, pausesBetween } from "../ir/flow.js";
import { dotted } from "../ir/locks.js";
import { lastName } from "../ir/names.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import { usage } from "../ir/usage.js";
import { changesIn, isNothing } from "./changes.js";
import { conditions } from "./conditions.js";
import { isSerialised } from "./serialised.js";
import { sharedPath } from "./shared-state.js";

const chained = ({ parent }: Node): Node | undefined =>
  parent?.kind === "member" && parent.parent?.kind === "call" && parent.parent.callee === parent
    ? parent.parent
    : undefined;

/** `if (this.opening) return …; this.opening = (async () => { … })()`: one run at a time. */
export function runsOnce(file: SourceFile, fn: FunctionNode): boolean {
  let call = fn.parent;
  if (call?.kind !== "call" || call.callee !== fn) return false;
  // `(async () => { … })().finally(…)`
  for (let next = chained(call); next !== undefined; next = chained(next)) call = next;
  const { kind, by } = usage(call);
  const outer = functionOf(call);
  if (kind !== "assigned" || by.kind !== "assign" || outer === undefined) return false;
  const path = sharedPath(file, by.target, outer);
  return file
    .all("if")
    .some(
      ({ test }) =>
        functionOf(test) === outer &&
        test.order < by.order &&
        conditions(file, test, outer).some((one) => one.path === path),
    );
}

/** Whoever calls it in this file holds a lock around the call. */
export function isCalledSerially(file: SourceFile, fn: FunctionNode): boolean {
  if (fn.name === undefined) return false;
  const calls = file.all("call").filter((call) => {
    if (lastName(call.callee) !== fn.name) return false;
    const target = file.target(call);
    return target === fn || target === undefined;
  });
  return calls.length > 0 && calls.every((call) => isSerialised(file, call));
}

/** `if (this.connecting) …; this.connecting = …` before the pause lets only one task through. */
export function isLatched(
  file: SourceFile,
  fn: FunctionNode,
  check: Node,
  act: Node,
  path: string,
): boolean {
  const later = pauses(fn)
    .map(pauseOrder)
    .filter((order) => order > check.order);
  const first = later.length === 0 ? act.order : Math.min(...later);
  return changesIn(file, fn).some(
    ({ node, path: latch, change, value }) =>
      latch !== path &&
      (change === "sets" || change === "fills") &&
      !isNothing(value) &&
      (node.order < first ||
        (node.order > check.order && pausesBetween(check, node).length === 0)) &&
      file
        .all("if")
        .some(
          (other) =>
            functionOf(other) === fn &&
            other.test.order < node.order &&
            conditions(file, other.test, fn).some((one) => one.path === latch),
        ),
  );
}

/** What is left open when a second one takes its place; a value is only worked out twice. */
const RESOURCE = new RegExp(
  "conn(?:ect|ection)?s?$|client$|lease$|pool$|server$|socket$|session$|channel$|browser$|" +
    "worker$|transport$|process$|listener$|_?(?:open|acquire|spawn|launch|subscribe|connect)",
  "i",
);

/** `factory.getClient()` has it already, or keeps it; a pool gives another one each time. */
const isAskedFor = (callee: Node): boolean =>
  /^get(?![a-z])/.test(lastName(callee)) && !/conn|lease|lock|pool/i.test(dotted(callee) ?? "");

export function isResource(node: Node): boolean {
  if (node.kind !== "assign") return false;
  const { target, value } = node;
  const made = value?.kind === "await" ? value.value : value;
  if (made?.kind === "call" && isAskedFor(made.callee)) return false;
  return [target, ...(made?.kind === "call" ? [made.callee] : [])].some((one) =>
    RESOURCE.test(lastName(one)),
  );
}
