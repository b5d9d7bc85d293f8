import { ancestors, loopsAround } from "../ir/ancestors.js";
import type { CallNode } from "../ir/expression.js";
import { dotted } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import { usage } from "../ir/usage.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

const WAIT = new RegExp(
  "^(?:threading\\.(?:Event|Condition|Barrier)\\(\\)\\.wait|" +
    "multiprocessing\\.(?:Event|Condition)\\(\\)\\.wait|" +
    "concurrent\\.futures\\.(?:Future|\\w+Executor\\(\\)\\.submit)\\(\\)\\.result|" +
    "asyncio\\.run_coroutine_threadsafe\\(\\)\\.result)$",
);
const TAKE = /^(?:queue|multiprocessing)\.(?:\w*Queue)\(\)\.get$/;

export const unboundedWait: Rule = {
  name: "unbounded-wait",
  item: 8,
  languages: ["python"],
  level: "review",
  confidence: "low",
  check(file) {
    return file.all("call").flatMap((call) => {
      // A coroutine's wait can be cancelled; a thread's cannot.
      if (call.args.length > 0 || usage(call).kind === "awaited") return [];
      if (!waitsForOther(file, call) || isBounded(call)) return [];
      const name = file.source(call.callee);
      return [
        {
          node: call,
          message:
            `\`${name}\` has no timeout: when the other side fails or forgets, this thread ` +
            "waits for ever",
          fix: `\`${name}(timeout=seconds)\`, and say what happens when it is over`,
        },
      ];
    });
  },
};

function waitsForOther(file: SourceFile, call: CallNode): boolean {
  const { callee } = call;
  if (callee.kind !== "member") return false;
  const meaning = file.meaning(callee);
  if (meaning !== undefined && WAIT.test(meaning)) {
    return !isToldWhenDone(file, callee.object) && !isCondition(call, meaning);
  }
  // A worker's loop is meant to wait for its next piece of work.
  if (meaning !== undefined && TAKE.test(meaning)) return loopsAround(call).length === 0;
  const isKnown = meaning !== undefined && !meaning.startsWith("this.");
  return !isKnown && callee.property === "wait" && isEvent(dotted(callee.object) ?? "");
}

/** A callback is given a future that is done already. */
const isToldWhenDone = (file: SourceFile, future: Node): boolean =>
  future.kind === "name" && file.binding(future)?.kind === "parameter";

/** Waiting for a condition in a loop that tests it again is its normal way. */
const isCondition = (call: CallNode, meaning: string): boolean =>
  meaning.endsWith("Condition().wait") && loopsAround(call).length > 0;

const isEvent = (name: string): boolean => /(?:^|[._])(?:event|evt|cond|condition)$/i.test(name);

const isBounded = (call: CallNode): boolean =>
  [...ancestors(call)].some(
    (around) =>
      around.kind === "with" &&
      around.items.some(({ context }) => /timeout/i.test(dotted(context) ?? "")),
  );
