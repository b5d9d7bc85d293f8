import { callbackOf } from "../facts/callbacks.js";
import type { CallNode } from "../ir/expression.js";
import type { Node } from "../ir/node.js";
import { argument } from "../ir/options.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

export const timeoutOfThread: Rule = {
  name: "timeout-of-thread",
  item: 5,
  languages: ["python"],
  level: "review",
  confidence: "medium",
  check(file) {
    if (!file.text.includes("wait_for")) return [];
    return file.callsOf(/^asyncio\.wait_for$/).flatMap((call) => {
      const work = argument(call, 0, "fut");
      const run = work === undefined ? undefined : threadWork(file, work);
      if (run === undefined || isEndedOtherwise(file, run)) return [];
      const name = file.source(run);
      return [
        {
          node: call,
          message:
            `the timeout ends the wait, not the thread: \`${name}\` goes on and keeps its place ` +
            "in the pool, and what it does still happens",
          fix: `give \`${name}\` a timeout of its own, or an event that it looks at`,
        },
      ];
    });
  },
};

/** What a thread is given to run: `to_thread(work)`, `loop.run_in_executor(None, work)`. */
function threadWork(file: SourceFile, node: Node): Node | undefined {
  if (node.kind !== "call") return undefined;
  const meaning = file.meaning(node.callee);
  if (meaning === "asyncio.to_thread") return argument(node, 0, "func");
  const isExecutor = node.callee.kind === "member" && node.callee.property === "run_in_executor";
  if (!isExecutor || isProcess(file, node)) return undefined;
  const work = argument(node, 1, "func");
  return work?.kind === "function" ? undefined : work;
}

const isProcess = (file: SourceFile, call: CallNode): boolean => {
  const pool = argument(call, 0, "executor");
  return pool !== undefined && /process/i.test(file.meaning(pool) ?? file.source(pool));
};

/** The work has a limit or a way to be told. */
function isEndedOtherwise(file: SourceFile, work: Node): boolean {
  const name = file.source(work);
  if (/^(?:input|sys\.stdin\.\w+)$|\.(?:join|wait|get|result)$/.test(name)) return true;
  const fn = callbackOf(file, work);
  return fn !== undefined && /timeout|\bstop|event|cancel/i.test(file.source(fn));
}
