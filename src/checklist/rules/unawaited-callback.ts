import { callbackOf } from "../facts/callbacks.js";
import { threadRuns } from "../facts/threads.js";
import type { Finding } from "../finding.js";
import type { CallNode } from "../ir/expression.js";
import type { Node } from "../ir/node.js";
import { argument } from "../ir/options.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

/** Where the function stands among the arguments of those that call it and drop its value. */
const CALLS: ReadonlyMap<string, number> = new Map([
  ["signal.signal", 1],
  ["atexit.register", 0],
  ["weakref.finalize", 1],
  ["contextlib.ExitStack().callback", 0],
  ["filter", 0],
]);
const METHODS: ReadonlyMap<string, number> = new Map([
  ["call_soon", 0],
  ["call_soon_threadsafe", 0],
  ["call_later", 1],
  ["call_at", 1],
  ["add_signal_handler", 1],
  ["add_reader", 1],
  ["add_writer", 1],
  ["add_done_callback", 0],
]);
const SORTS = /^(?:sorted|min|max)$/;

export const unawaitedCallback: Rule = {
  name: "unawaited-callback",
  item: 3,
  languages: ["python"],
  level: "fail",
  confidence: "high",
  check(file) {
    const threads = threadRuns(file).flatMap(({ fn, by }) =>
      fn.isAsync && !fn.isGenerator && fn.decorators.length === 0 ? [finding(file, by, by)] : [],
    );
    const calls = file.all("call").flatMap((call) => {
      const passed = passedTo(file, call);
      const fn = callbackOf(file, passed);
      if (passed === undefined || !fn?.isAsync || fn.decorators.length > 0) return [];
      return fn.isGenerator ? [] : [finding(file, passed, call)];
    });
    return [...threads, ...calls];
  },
};

function finding(file: SourceFile, node: Node, { callee }: CallNode): Finding {
  const name = file.head(callee);
  return {
    node,
    message: `\`${name}\` calls this async function and drops its coroutine, so that it never runs`,
    fix: "pass a plain function that starts a task, and keep the task until it is done",
  };
}

function passedTo(file: SourceFile, call: CallNode): Node | undefined {
  const meaning = file.meaning(call.callee) ?? "";
  const at = CALLS.get(meaning);
  if (at !== undefined) return argument(call, at);
  if (SORTS.test(meaning)) return call.args.find(({ name }) => name === "key")?.value;
  if (call.callee.kind !== "member" || isTornado(file, call.callee.object)) return undefined;
  const position = METHODS.get(call.callee.property);
  return position === undefined ? undefined : argument(call, position, "callback");
}

/** Tornado's loop takes coroutine functions and runs them. */
const isTornado = (file: SourceFile, loop: Node): boolean =>
  /io_?loop/i.test(file.meaning(loop) ?? "") || /io_?loop/i.test(file.source(loop));
