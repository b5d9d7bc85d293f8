import { below, enclosing, functionOf } from "../ir/ancestors.js";
import type { CallNode } from "../ir/expression.js";
import type { SourceFile } from "../ir/source-file.js";
import { usage } from "../ir/usage.js";
import type { Rule } from "../rule.js";

export const loopWaitsForItself: Rule = {
  name: "loop-waits-for-itself",
  item: 12,
  languages: ["python"],
  level: "fail",
  confidence: "high",
  check(file) {
    if (!file.isAsynchronous) return [];
    const startsLoops = STARTS.test(file.text);
    return file.all("call").flatMap((call) => {
      if (!functionOf(call)?.isAsync || usage(call).kind === "awaited") return [];
      const result =
        waitOnOwnLoop(file, call) ?? (startsLoops ? waitInside(file, call) : undefined);
      return result === undefined ? [] : [{ node: call, ...result }];
    });
  },
};

/** A plain function of this file that starts a loop whatever the caller is. */
function waitInside(
  file: SourceFile,
  call: CallNode,
): { message: string; fix: string } | undefined {
  const target = file.target(call);
  if (target === undefined || target.isAsync || target.isGenerator) return undefined;
  const text = file.source(target);
  if (!STARTS.test(text) || ASKS_FIRST.test(text) || target.decorators.length > 0) return undefined;
  const start = [...below(target.body)].find(
    (node) =>
      node.kind === "call" &&
      (file.meaning(node.callee) === "asyncio.run" ||
        (node.callee.kind === "member" && node.callee.property === "run_until_complete")),
  );
  if (start === undefined || enclosing(start, "if") !== undefined) return undefined;
  const { line } = file.position(start.start);
  return {
    message:
      `\`${file.source(call.callee)}\` starts an event loop on line ${line}: inside a coroutine ` +
      "that raises RuntimeError, a loop is running already",
    fix: "await the coroutine that it runs, or call it by `asyncio.to_thread`",
  };
}

const STARTS = /\basyncio\.run\(|\brun_until_complete\(/;
/** Whoever knows of a running loop, or starts a thread, has thought of it. */
const ASKS_FIRST = /get_running_loop|is_running\(|nest_asyncio|[Tt]hread|\bexcept\b|_pool|executor/;

function waitOnOwnLoop(
  file: SourceFile,
  { callee, args }: CallNode,
): { message: string; fix: string } | undefined {
  const meaning = file.meaning(callee) ?? "";
  const property = callee.kind === "member" ? callee.property : "";
  if (meaning === "asyncio.run_coroutine_threadsafe().result") {
    return {
      message:
        "this blocks the event loop until a coroutine is done that only this loop can run: " +
        "neither goes on",
      fix: "await the coroutine, or `await asyncio.wrap_future(…)` when it runs on another loop",
    };
  }
  if (meaning === "asyncio.run" || property === "run_until_complete") {
    return {
      message:
        `\`${file.source(callee)}\` inside a coroutine raises RuntimeError: ` +
        "the loop is running",
      fix: "await the coroutine",
    };
  }
  if (meaning === "threading.Event().wait" && args.length === 0) {
    return {
      message:
        `\`${file.source(callee)}\` blocks the event loop: if a task of this loop is to set the ` +
        "event, it never can",
      fix: "use `asyncio.Event`, and `loop.call_soon_threadsafe(event.set)` from threads",
    };
  }
  return undefined;
}
