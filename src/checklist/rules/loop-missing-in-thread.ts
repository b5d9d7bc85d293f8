import { threadRuns } from "../facts/threads.js";
import type { Finding } from "../finding.js";
import { below } from "../ir/ancestors.js";
import type { CallNode } from "../ir/expression.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

export const loopMissingInThread: Rule = {
  name: "loop-missing-in-thread",
  item: 1,
  languages: ["python"],
  level: "fail",
  confidence: "high",
  check(file) {
    if (!/get_event_loop\(|get_running_loop\(/.test(file.text)) return [];
    return threadRuns(file).flatMap(({ fn, by }) => {
      if (fn.isAsync || /new_event_loop|set_event_loop\(|\bexcept\b/.test(file.source(fn))) {
        return [];
      }
      return [...below(fn.body)]
        .filter((node): node is CallNode => node.kind === "call")
        .flatMap((call) => judge(file, call, by));
    });
  },
};

function judge(file: SourceFile, call: CallNode, by: CallNode): Finding[] {
  const meaning = file.meaning(call.callee);
  if (meaning !== "asyncio.get_event_loop" && meaning !== "asyncio.get_running_loop") return [];
  const { line } = file.position(by.start);
  return [
    {
      node: call,
      message:
        `this runs in a thread (started on line ${line}), which has no event loop: ` +
        `\`${file.source(call.callee)}\` raises RuntimeError`,
      fix: "pass the loop to the thread, or use `asyncio.run(…)` in it",
    },
  ];
}
