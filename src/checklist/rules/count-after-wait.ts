import { changesIn } from "../facts/changes.js";
import { isSerialised } from "../facts/serialised.js";
import { belongsToOneTask, isOfOneRun, sharedPath } from "../facts/shared-state.js";
import { below, functionOf } from "../ir/ancestors.js";
import type { AssignNode, FunctionNode } from "../ir/expression.js";
import { mayFollow, pauses, pausesBetween } from "../ir/flow.js";
import { asWritten } from "../ir/locks.js";
import { lastName } from "../ir/names.js";
import type { IfNode, LoopNode, Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

/** How many there are or may be; a depth or an offset belongs to one task. */
const COUNTS = new RegExp(
  "(?:active|running|pending|flight|size|count|counter|tokens|used|usage|open|current|slots|" +
    "remaining|balance|stock|value|connections|workers|available|capacity|credits?|quota|permits)$",
  "i",
);

export const countAfterWait: Rule = {
  name: "count-after-wait",
  item: 6,
  languages: ["typescript", "python"],
  level: "fail",
  confidence: "medium",
  check(file) {
    if (!file.isAsynchronous) return [];
    return file.all("assign").flatMap((count) => {
      const fn = functionOf(count);
      if (!/^[+-]=$/.test(count.operator) || !fn?.isAsync || pauses(fn).length === 0) return [];
      const path = sharedPath(file, count.target, fn);
      if (
        path === undefined ||
        !COUNTS.test(path) ||
        isOfOneRun(file, count.target) ||
        belongsToOneTask(count)
      ) {
        return [];
      }
      const check = limitBefore(file, count, path, fn);
      if (check === undefined || isSerialised(file, count)) return [];
      const name = asWritten(file, path);
      return [
        {
          node: count,
          message:
            `\`${name}\` was compared on line ${file.position(check.start).line} and is counted ` +
            "only after a wait: others pass the same check meanwhile, and the limit does not hold",
          fix: `count \`${name}\` before the wait, and take it back when that fails`,
        },
      ];
    });
  },
};

type Check = IfNode | LoopNode;

/** The last test of the count against a limit, when something waits between it and the count. */
function limitBefore(
  file: SourceFile,
  count: AssignNode,
  path: string,
  fn: FunctionNode,
): Check | undefined {
  const checks = [...below(fn.body)].filter(
    (node): node is Check =>
      (node.kind === "if" || node.kind === "loop") &&
      node.test !== undefined &&
      node.test.order < count.order &&
      isLimit(file, node.test, path, fn) &&
      mayFollow(node.test, count),
  );
  const check = checks.at(-1);
  if (check?.test === undefined) return undefined;
  const from = check.kind === "loop" ? afterLoop(check) : check.test;
  const waits = pausesBetween(from, count).filter(
    (pause) => pause.kind === "await" && !isCheckpoint(pause.value),
  );
  if (waits.length === 0) return undefined;
  const isCounted = changesIn(file, fn).some(
    ({ path: changed, node }) =>
      changed === path && node.order > from.order && node.order < count.order && node !== count,
  );
  return isCounted ? undefined : check;
}

/** It looks for a cancellation and lets nobody else run. */
const isCheckpoint = (value: Node): boolean =>
  value.kind === "call" && lastName(value.callee).includes("checkpoint");

/** A loop looks again after each wait in it; what waits behind it is another matter. */
function afterLoop({ body, test }: LoopNode): Node {
  let last: Node = test ?? body;
  for (const node of below(body)) if (node.order > last.order) last = node;
  return last;
}

/** `this.active >= this.max`, also as a part of the test. */
function isLimit(file: SourceFile, test: Node, path: string, fn: FunctionNode): boolean {
  return [test, ...below(test)].some(
    (node) =>
      node.kind === "binary" &&
      /^[<>]=?$/.test(node.operator) &&
      [node.left, node.right].some((side) => sharedPath(file, side, fn) === path),
  );
}
