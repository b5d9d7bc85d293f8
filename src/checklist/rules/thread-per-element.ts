import { isBounded } from "../facts/inputs.js";
import type { Finding } from "../finding.js";
import { below, functionOf, loopsAround } from "../ir/ancestors.js";
import type { CallNode } from "../ir/expression.js";
import { soleValue } from "../ir/names.js";
import type { LoopNode, Node } from "../ir/node.js";
import { isEndless } from "../ir/outcomes.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

/** What a call starts, by what it means. */
const STARTS: readonly [RegExp, string][] = [
  [/^threading\.Thread\(\)\.start$|^_thread\.start_new_thread$/, "thread"],
  [/^multiprocessing\.(?:\w+\.)?Process\(\)\.start$|^subprocess\.Popen$/, "process"],
  [/^node:child_process\.(?:spawn|exec|execFile|fork)$/, "process"],
  [/^node:worker_threads\.Worker$/, "worker thread"],
];
/** Waiting for one before the next is started. */
const WAITS = /^(?:join|wait|communicate|result|poll)$/;

export const threadPerElement: Rule = {
  name: "thread-per-element",
  item: 2,
  languages: ["typescript", "python"],
  level: "fail",
  confidence: "high",
  check(file) {
    return file.all("call").flatMap((call): Finding[] => {
      const kind = startedBy(file, call);
      const source = kind === undefined ? undefined : sourceOf(file, call);
      if (kind === undefined || source === undefined) return [];
      const isAccepting = source.kind === "loop";
      const per = isAccepting ? "connection" : `element of \`${oneLine(file, source)}\``;
      return [
        {
          node: call,
          message: `starts a ${kind} for every ${per}, however many are running already`,
          fix: repair(file, kind),
          ...(isAccepting && { level: "review" as const, confidence: "medium" as const }),
        },
      ];
    });
  },
};

const oneLine = (file: SourceFile, node: Node): string => file.source(node).replaceAll(/\s+/g, " ");

function startedBy(file: SourceFile, call: CallNode): string | undefined {
  const meaning = file.meaning(call.callee) ?? startOfElement(file, call);
  return STARTS.find(([pattern]) => meaning !== undefined && pattern.test(meaning))?.[1];
}

/** `for thread in threads: thread.start()`, where the list was made of threads. */
function startOfElement(file: SourceFile, { callee }: CallNode): string | undefined {
  if (callee.kind !== "member" || callee.object.kind !== "name") return undefined;
  const loop = file.binding(callee.object)?.declaration;
  if (loop?.kind !== "loop" || loop.source?.kind !== "name") return undefined;
  const made = soleValue(file.binding(loop.source));
  if (made?.kind !== "comprehension") return undefined;
  const owner = file.meaning(made.element);
  return owner && `${owner}.${callee.property}`;
}

/** What the loop around goes through, or the loop itself where it takes one connection a round. */
function sourceOf(file: SourceFile, call: CallNode): Node | undefined {
  const [loop] = loopsAround(call);
  const callback = functionOf(call);
  if (loop === undefined) {
    const by = callback?.parent;
    if (by?.kind !== "call" || by.callee.kind !== "member") return undefined;
    if (by.callee.property !== "forEach" || waits(by)) return undefined;
    return isBounded(file, by.callee.object) ? undefined : by.callee.object;
  }
  if (waits(loop.body)) return undefined;
  if (loop.form === "each" && loop.source !== undefined) {
    return isBounded(file, loop.source) ? undefined : loop.source;
  }
  return accepts(loop) ? loop : undefined;
}

const accepts = (loop: LoopNode): boolean =>
  isEndless(loop) &&
  [...below(loop.body)].some(
    (node) =>
      node.kind === "call" && node.callee.kind === "member" && node.callee.property === "accept",
  );

const waits = (node: Node): boolean =>
  [...below(node, true)].some(
    (one) =>
      one.kind === "await" ||
      (one.kind === "call" && one.callee.kind === "member" && WAITS.test(one.callee.property)),
  );

function repair(file: SourceFile, kind: string): string {
  if (file.language === "python") {
    return "give the work to a ThreadPoolExecutor or ProcessPoolExecutor with max_workers=n";
  }
  return kind === "process"
    ? "start them through a limiter, for example p-limit, and await their end in it"
    : "keep n workers and give them the elements one after the other";
}
