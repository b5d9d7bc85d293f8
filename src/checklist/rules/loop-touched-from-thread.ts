import { reachableFrom } from "../facts/own-calls.js";
import { threadRuns } from "../facts/threads.js";
import type { Finding } from "../finding.js";
import { below } from "../ir/ancestors.js";
import type { CallNode, FunctionNode } from "../ir/expression.js";
import { dotted } from "../ir/locks.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

export const loopTouchedFromThread: Rule = {
  name: "loop-touched-from-thread",
  item: 6,
  languages: ["python"],
  level: "fail",
  confidence: "high",
  check(file) {
    const found = new Map<CallNode, Finding>();
    for (const { fn, by } of threadRuns(file)) {
      if (fn.isAsync || ownsALoop(file.source(fn))) continue;
      for (const own of reachableFrom(file, fn)) {
        if (own.isAsync || ownsALoop(file.source(own)) || isHandedToLoop(file, own)) continue;
        for (const node of below(own)) {
          const touched = node.kind === "call" ? touches(file, node) : undefined;
          if (node.kind !== "call" || touched === undefined) continue;
          const { line } = file.position(by.start);
          found.set(node, {
            node,
            message:
              `this runs in a thread (started on line ${line}), and \`${touched}\` is not safe ` +
              "there: the loop is not woken, or its state breaks",
            fix: fixFor(file, node),
          });
        }
      }
    }
    return [...found.values()];
  },
};

/** A thread that runs a loop of its own may use it as it likes. */
const ownsALoop = (text: string): boolean =>
  /asyncio\.run\(|run_until_complete|run_forever|new_event_loop|anyio\.run\(|set_event_loop/.test(
    text,
  );

/** What is given to `call_soon_threadsafe` anywhere runs on the loop whenever there is one. */
const isHandedToLoop = (file: SourceFile, { name }: FunctionNode): boolean =>
  file
    .all("call")
    .some(
      ({ callee, args }) =>
        callee.kind === "member" &&
        callee.property === "call_soon_threadsafe" &&
        args.some(({ value }) => name !== undefined && dotted(value)?.split(".").at(-1) === name),
    );

const ON_LOOP = /^(?:call_soon|call_later|call_at|create_task)$/;
const UNSAFE = new RegExp(
  "^asyncio\\.(?:create_task|ensure_future|Queue\\(\\)\\.(?:put_nowait|get_nowait)|" +
    "Event\\(\\)\\.(?:set|clear)|Future\\(\\)\\.(?:set_result|set_exception|cancel)|" +
    "get_(?:running|event)_loop\\(\\)\\.(?:call_\\w+|create_task|" +
    "create_future\\(\\)\\.(?:set_result|set_exception)))$",
);

function touches(file: SourceFile, { callee }: CallNode): string | undefined {
  const meaning = file.meaning(callee) ?? "";
  if (meaning.endsWith("_threadsafe")) return undefined;
  if (UNSAFE.test(meaning)) return file.source(callee);
  if (callee.kind !== "member" || !ON_LOOP.test(callee.property)) return undefined;
  return /loop$/i.test(dotted(callee.object) ?? "") ? file.source(callee) : undefined;
}

function fixFor(file: SourceFile, call: CallNode): string {
  const { callee } = call;
  const name = file.source(callee);
  if (callee.kind === "member" && callee.property === "call_soon") {
    return `call \`${name}_threadsafe\` instead`;
  }
  return /create_task|ensure_future/.test(name)
    ? "use `asyncio.run_coroutine_threadsafe(coroutine, loop)`"
    : `hand it to the loop: \`loop.call_soon_threadsafe(${name}, …)\``;
}
