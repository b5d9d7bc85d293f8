import { blocking } from "../facts/blocking.js";
import { isWorker, loopFunction } from "../facts/on-loop.js";
import { reachedFromLoop } from "../facts/reached.js";
import { ancestors, functionOf } from "../ir/ancestors.js";
import type { CallNode } from "../ir/expression.js";
import { lastName } from "../ir/names.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

export const syncCall: Rule = {
  name: "sync-call",
  item: 1,
  languages: ["typescript"],
  level: "review",
  confidence: "low",
  check(file) {
    if (isWorker(file)) return [];
    const calls = file
      .callsNamed(/Sync$/)
      .filter((call) => isSynchronous(file, call) && isOnItsOwn(file, call));
    return firstOfEach(calls).map((call) => ({
      node: call,
      message:
        `\`${file.source(call.callee).replaceAll(/\s+/g, "")}\` stops the whole process until ` +
        "it is done: whoever calls this function while others are served makes them wait",
      fix: "await the form without Sync in an async function, unless this runs at start-up only",
    }));
  },
};

function isSynchronous(file: SourceFile, call: CallNode): boolean {
  if (!lastName(call.callee).endsWith("Sync")) return false;
  const blocks = blocking(file, call);
  return blocks !== undefined && blocks.cost !== "glance";
}

/** In a plain function that nothing asynchronous here calls, and that is not named …Sync. */
function isOnItsOwn(file: SourceFile, call: CallNode): boolean {
  const fn = functionOf(call);
  if (fn === undefined || fn.method === "constructor") return false;
  if (loopFunction(file, call) !== undefined || reachedFromLoop(file).has(fn)) return false;
  return ![...ancestors(call)].some(
    (around) => around.kind === "function" && /sync$/i.test(around.name ?? ""),
  );
}

/** One finding says it for a whole function. */
function firstOfEach(calls: readonly CallNode[]): CallNode[] {
  const told = new Set<unknown>();
  return calls.filter((call) => {
    const fn = functionOf(call);
    if (told.has(fn)) return false;
    told.add(fn);
    return true;
  });
}
