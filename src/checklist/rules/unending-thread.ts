import { threadRuns } from "../facts/threads.js";
import type { Finding } from "../finding.js";
import { below, enclosing, loopsAround } from "../ir/ancestors.js";
import type { CallNode, FunctionNode } from "../ir/expression.js";
import { option } from "../ir/options.js";
import { isEndless } from "../ir/outcomes.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

export const unendingThread: Rule = {
  name: "unending-thread",
  item: 3,
  languages: ["python"],
  level: "fail",
  confidence: "medium",
  check(file) {
    if (!file.text.includes("Thread(")) return [];
    if (/\.daemon\s*=|setDaemon\(|os\._exit/.test(file.text)) return [];
    return threadRuns(file).flatMap(({ fn, by }) => judge(file, fn, by));
  },
};

function judge(file: SourceFile, fn: FunctionNode, by: CallNode): Finding[] {
  if (file.meaning(by.callee) !== "threading.Thread" || fn.isAsync) return [];
  if (option(file, by, ["daemon"]).is !== "missing" || !neverEnds(fn)) return [];
  return [
    {
      node: by,
      message:
        `\`${fn.name ?? "this thread"}\` never returns and is no daemon: the interpreter waits ` +
        "for it at its end, and the process does not exit",
      fix: "`daemon=True`, or an event that the loop looks at and that is set at the end",
    },
  ];
}

/** `while True` that nothing leaves; in a `try`, an error is how it ends. */
const neverEnds = (fn: FunctionNode): boolean =>
  [...below(fn.body)].some(
    (loop) =>
      loop.kind === "loop" &&
      isEndless(loop) &&
      loopsAround(loop).length === 0 &&
      enclosing(loop, "try") === undefined &&
      ![...below(loop.body)].some(
        (node) =>
          node.kind === "return" ||
          node.kind === "throw" ||
          (node.kind === "jump" && node.to === "break" && loopsAround(node)[0] === loop),
      ),
  );
