import { functionOf } from "../ir/ancestors.js";
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
    return file.all("call").flatMap((call) => {
      if (!functionOf(call)?.isAsync || usage(call).kind === "awaited") return [];
      const result = waitOnOwnLoop(file, call);
      return result === undefined ? [] : [{ node: call, ...result }];
    });
  },
};

function waitOnOwnLoop(
  file: SourceFile,
  { callee }: CallNode,
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
  if (meaning === "threading.Event().wait") {
    return {
      message:
        `\`${file.source(callee)}\` blocks the event loop: if a task of this loop is to set the ` +
        "event, it never can",
      fix: "use `asyncio.Event`, and `loop.call_soon_threadsafe(event.set)` from threads",
    };
  }
  return undefined;
}
