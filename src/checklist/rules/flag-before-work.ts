import { changesIn, isNothing } from "../facts/changes.js";
import { conditions } from "../facts/conditions.js";
import { isSerialised } from "../facts/serialised.js";
import { belongsToOneTask } from "../facts/shared-state.js";
import { ancestors, below, functionOf } from "../ir/ancestors.js";
import type { AssignNode, FunctionNode } from "../ir/expression.js";
import { alwaysLeaves, pauses } from "../ir/flow.js";
import { asWritten, dotted } from "../ir/locks.js";
import type { IfNode, Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

/** Names that say that something is done, not that it has begun. */
const DONE = new RegExp(
  "(?:initiali[sz]ed|inited|loaded|ready|connected|opened|installed|prepared|populated|hydrated|" +
    "synced|setup|set_up)$",
  "i",
);

export const flagBeforeWork: Rule = {
  name: "flag-before-work",
  item: 6,
  languages: ["typescript", "python"],
  level: "fail",
  confidence: "medium",
  check(file) {
    if (!file.isAsynchronous) return [];
    return file.all("if").flatMap((check) => {
      const fn = functionOf(check);
      if (fn === undefined || !fn.isAsync || isSerialised(file, check)) return [];
      const flag = raisedAfter(file, check, fn);
      if (flag === undefined || belongsToOneTask(check)) return [];
      const path = dotted(flag.target) ?? "";
      if (isLowered(file, path, fn)) return [];
      const name = asWritten(file, path);
      return [
        {
          node: flag,
          message:
            `\`${name}\` is true while the work behind it still runs: a second caller goes on ` +
            "without it, and when the work fails nobody tries again",
          fix: "keep the promise or task of the work instead of a flag: every caller can await it",
        },
      ];
    });
  },
};

/** `if (this.loaded) return; this.loaded = true; await …`, also inside `if (!this.loaded)`. */
function raisedAfter(file: SourceFile, check: IfNode, fn: FunctionNode): AssignNode | undefined {
  const asked = conditions(file, check.test, fn).find(
    ({ path, says }) => DONE.test(path) && says !== "other",
  );
  if (asked === undefined) return undefined;
  const isGuard = asked.says === "present" && justReturns(check.consequent);
  const isBlock = !alwaysLeaves(check.consequent) && asked.says === "absent";
  if (!isGuard && !isBlock) return undefined;
  const governed: Node = isGuard ? fn.body : check.consequent;
  const raised = [...below(governed)].find(
    (node): node is AssignNode =>
      node.kind === "assign" &&
      node.order > check.test.order &&
      dotted(node.target) === asked.path &&
      node.value?.kind === "literal" &&
      node.value.value === true,
  );
  if (raised === undefined) return undefined;
  const waits = pauses(fn).filter(({ kind }) => kind === "await");
  if (waits.some(({ order }) => order > check.test.order && order < raised.order)) return undefined;
  const scope = isBlock ? check.end : fn.body.end;
  const isPlain = [...ancestors(raised)].every(
    (one) => one.kind !== "loop" || one.start < fn.start,
  );
  return isPlain && waits.some(({ start }) => start > raised.end && start < scope)
    ? raised
    : undefined;
}

/** `return`, `return this`: the caller is told that all is done. */
function justReturns(consequent: Node): boolean {
  const last = consequent.kind === "block" ? consequent.body.at(-1) : consequent;
  if (last?.kind !== "return") return false;
  return last.value === undefined || /^(?:name|literal|member)$/.test(last.value.kind);
}

/** A failure takes the flag back. */
const isLowered = (file: SourceFile, path: string, fn: FunctionNode): boolean =>
  changesIn(file, fn).some((change) => change.path === path && isNothing(change.value));
