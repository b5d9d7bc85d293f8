import { threadRuns } from "../facts/threads.js";
import { below, functionOf } from "../ir/ancestors.js";
import type { CallNode, FunctionNode } from "../ir/expression.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

const PRIMITIVE = /^asyncio\.(?:Lock|Event|Condition|(?:Bounded)?Semaphore|(?:\w+)?Queue)$/;
const RUNS = /^(?:asyncio\.run|asyncio\.new_event_loop\(\)\.run_until_complete)$/;

export const lockOfTwoLoops: Rule = {
  name: "lock-of-two-loops",
  item: 12,
  languages: ["python"],
  level: "review",
  confidence: "medium",
  check(file) {
    const made = file.callsOf({ test: (meaning) => PRIMITIVE.test(meaning) });
    const shared = made.filter((call) => functionOf(call) === undefined && isUsed(file, call));
    if (shared.length === 0) return [];
    const place = secondLoop(file);
    if (place === undefined) return [];
    return shared.map((node) => ({
      node,
      message:
        `line ${file.position(place.start).line} starts a loop of its own each time it runs, and ` +
        "this belongs to the first that had to wait for it: in another loop it raises " +
        "RuntimeError, or never wakes who waits",
      fix: "make it inside the coroutine that the loop runs, or keep one for each loop",
    }));
  },
};

/** A module's variable or a class's field that coroutines of this file use. */
function isUsed(file: SourceFile, call: CallNode): boolean {
  const by = call.parent;
  if (by?.kind === "field") return new RegExp(`\\.${by.name}\\b`).test(file.text);
  if (by?.kind !== "assign" || by.target.kind !== "name") return false;
  const references = file.binding(by.target)?.references ?? [];
  return references.some((reference) => functionOf(reference)?.isAsync === true);
}

/** A loop that a thread starts, or a plain function that is no entry of the program. */
function secondLoop(file: SourceFile): CallNode | undefined {
  const threads = new Set(threadRuns(file).map(({ fn }) => fn));
  return file.callsOf({ test: (meaning) => RUNS.test(meaning) }).find((call) => {
    const fn = functionOf(call);
    return fn !== undefined && !fn.isAsync && (threads.has(fn) || isCalledOften(file, fn));
  });
}

/** Two places of the file call it, so one after the other they have two loops. */
function isCalledOften(file: SourceFile, fn: FunctionNode): boolean {
  if (/^_?(?:main|cli|run_?main)$/.test(fn.name ?? "")) return false;
  const calls = file.all("call").filter((call) => file.target(call) === fn);
  return calls.length > 1 && [...below(fn.body)].length > 0;
}
