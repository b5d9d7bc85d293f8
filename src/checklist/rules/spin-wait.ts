import { below, functionOf } from "../ir/ancestors.js";
import type { LoopNode, Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

const CLOCK = new RegExp(
  "^(?:Date\\.now|Date\\(\\)\\.getTime|performance\\.now|node:perf_hooks\\.performance\\.now|" +
    "process\\.(?:hrtime(?:\\.bigint)?|uptime)|" +
    "time\\.(?:time|monotonic|perf_counter)(?:_ns)?|datetime\\.datetime\\.(?:now|utcnow))$",
);

export const spinWait: Rule = {
  name: "spin-wait",
  item: 1,
  languages: ["typescript", "python"],
  level: "fail",
  confidence: "high",
  check(file) {
    return file.all("loop").flatMap((loop) => {
      if (loop.test === undefined || !readsClock(file, loop.test)) return [];
      if (file.language === "python" && functionOf(loop)?.isAsync !== true) return [];
      if (doesSomething(loop)) return [];
      return [
        {
          node: loop,
          message:
            "this loop asks for the time until enough of it has passed: it holds the thread and " +
            "a whole core, and nothing else runs",
          fix:
            file.language === "python"
              ? "await asyncio.sleep(…)"
              : 'await setTimeout(…) of "node:timers/promises"',
        },
      ];
    });
  },
};

const readsClock = (file: SourceFile, test: Node): boolean =>
  [test, ...below(test)].some(
    (node) => node.kind === "call" && CLOCK.test(file.meaning(node.callee) ?? ""),
  );

/** Any call or pause in a round may be work that the time only bounds. */
const doesSomething = ({ body }: LoopNode): boolean =>
  [body, ...below(body)].some(({ kind }) =>
    /^(?:call|await|yield|return|throw|jump|loop)$/.test(kind),
  );
