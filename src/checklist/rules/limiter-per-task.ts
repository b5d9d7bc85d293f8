import type { Finding } from "../finding.js";
import { ancestors, functionOf, isInside } from "../ir/ancestors.js";
import type { CallNode, NameNode } from "../ir/expression.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

const LIMITER = new RegExp(
  "^(?:p-limit|p-queue|p-throttle|bottleneck|limiter\\.\\w+|async-sema(?:\\.\\w+)?|" +
    "(?:async-mutex|await-semaphore|semaphore)\\.Semaphore|" +
    "(?:asyncio|threading|trio|anyio)\\.(?:(?:Bounded)?Semaphore|CapacityLimiter)|" +
    "aiolimiter\\.AsyncLimiter)$",
);

export const limiterPerTask: Rule = {
  name: "limiter-per-task",
  item: 2,
  languages: ["typescript", "python"],
  level: "fail",
  confidence: "high",
  check(file) {
    return file.callsOf(LIMITER).flatMap((call): Finding[] => {
      if (!LIMITER.test(file.meaning(call.callee) ?? "") || !isUsedOnce(file, call)) return [];
      return [
        {
          node: call,
          message:
            "every task makes a limiter of its own here and is the only one that asks it: " +
            "however many tasks there are, none of them waits",
          fix: "make the limiter once, outside of what runs once for each task, and share it",
        },
      ];
    });
  },
};

/** The limiter lives for one run of this code, in which it is asked at the most once at a time. */
function isUsedOnce(file: SourceFile, made: CallNode): boolean {
  const home = homeOf(made);
  if (home === undefined) return false;
  const { parent } = made;
  if (parent?.kind === "with") return true;
  if (parent?.kind === "call" && parent.callee === made) return true;
  if (parent?.kind !== "assign" || parent.target.kind !== "name") return false;
  const uses = (file.binding(parent.target)?.references ?? []).filter(
    (name) => name !== parent.target,
  );
  return uses.length > 0 && uses.every((use) => isAskedHere(use, home));
}

/** What runs once for each task: the body of a loop, a callback, a function. */
function homeOf(made: Node): Node | undefined {
  let from: Node = made;
  for (const around of ancestors(made)) {
    if (around.kind === "loop" && around.body === from) return around.body;
    if (around.kind === "comprehension" && around.element === from) return around.element;
    if (around.kind === "function") return around.method === "constructor" ? undefined : around;
    from = around;
  }
  return undefined;
}

/** Entered or called in this very run: not in a loop or callback inside it, and not handed on. */
function isAskedHere(use: NameNode, home: Node): boolean {
  const { parent } = use;
  const isAsked =
    parent?.kind === "with" ||
    (parent?.kind === "call" && parent.callee === use) ||
    (parent?.kind === "member" &&
      parent.parent?.kind === "call" &&
      parent.parent.callee === parent);
  if (!isAsked || !isInside(use, home)) return false;
  let from: Node = use;
  for (const around of ancestors(use)) {
    if (around === home || from === home) return true;
    if (around.kind === "loop" && around.body === from) return false;
    if (around.kind === "comprehension") return false;
    if (around.kind === "function") return functionOf(use) === home;
    from = around;
  }
  return true;
}
