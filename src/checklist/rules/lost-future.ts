import { callbackOf } from "../facts/callbacks.js";
import { cannotReject } from "../facts/harmless-promises.js";
import type { CallNode } from "../ir/expression.js";
import { lastName } from "../ir/names.js";
import { argument } from "../ir/options.js";
import type { SourceFile } from "../ir/source-file.js";
import { usage } from "../ir/usage.js";
import type { Project } from "../project.js";
import type { Rule } from "../rule.js";

const EXECUTOR = /^concurrent\.futures\.(?:\w+\.)?(?:Thread|Process)PoolExecutor\(\)$/;

export const lostFuture: Rule = {
  name: "lost-future",
  item: 4,
  languages: ["python"],
  level: "review",
  confidence: "medium",
  check(file, project) {
    return file.all("call").flatMap((call) => {
      const work = sent(file, call);
      if (work === undefined || usage(call).kind !== "discarded") return [];
      if (isHandOver(work) || keepsItsErrors(file, project, work)) return [];
      return [
        {
          node: call,
          message: lastName(call.callee) === "map" ? LOST.map : LOST.future,
          fix:
            lastName(call.callee) === "map"
              ? "go through what it gives: that raises what the work raised"
              : "keep the future and ask for its result, or log what its done callback finds",
        },
      ];
    });
  },
};

const LOST = {
  future:
    "nobody looks at this future: when the work raises, the exception stays in it, and " +
    "nothing is logged",
  map:
    "nobody goes through these results: when the work raises for one of them, the exception is " +
    "lost, and nothing is logged",
};

/** What is sent to other threads, to a pool or to another thread's loop. */
function sent(file: SourceFile, call: CallNode): CallNode["callee"] | undefined {
  const { callee } = call;
  if (file.meaning(callee) === "asyncio.run_coroutine_threadsafe") return argument(call, 0, "coro");
  if (callee.kind !== "member") return undefined;
  if (callee.property === "run_in_executor") return argument(call, 1, "func");
  if (!/^(?:submit|map)$/.test(callee.property)) return undefined;
  const pool = file.meaning(callee.object);
  const isPool = EXECUTOR.test(pool ?? "") || /executor$/i.test(file.source(callee.object));
  return isPool ? argument(call, 0) : undefined;
}

/** Putting into a queue of another loop: there is no result, and nothing to raise. */
const isHandOver = (work: CallNode["callee"]): boolean =>
  work.kind === "call" && work.callee.kind === "member" && work.callee.property === "put";

function keepsItsErrors(file: SourceFile, project: Project, work: CallNode["callee"]): boolean {
  const fn = work.kind === "call" ? project.target(file, work)?.fn : callbackOf(file, work);
  return fn !== undefined && cannotReject(fn);
}
