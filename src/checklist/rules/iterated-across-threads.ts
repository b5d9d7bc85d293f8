import { changesIn } from "../facts/changes.js";
import { reachableFrom } from "../facts/own-calls.js";
import { sharedPath } from "../facts/shared-state.js";
import { threadRuns } from "../facts/threads.js";
import type { Finding } from "../finding.js";
import { classOf, functionOf } from "../ir/ancestors.js";
import type { FunctionNode } from "../ir/expression.js";
import { locksAround } from "../ir/locks.js";
import { fieldWrites, soleValue } from "../ir/names.js";
import type { LoopNode, Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

export const iteratedAcrossThreads: Rule = {
  name: "iterated-across-threads",
  item: 6,
  languages: ["python"],
  level: "review",
  confidence: "medium",
  check(file) {
    if (!/\b(?:Thread|Timer|Executor)\w*\(|to_thread|run_in_executor/.test(file.text)) return [];
    const inThreads = new Set<FunctionNode>();
    for (const { fn } of threadRuns(file)) {
      for (const own of reachableFrom(file, fn)) inThreads.add(own);
    }
    if (inThreads.size === 0) return [];
    return file.all("loop").flatMap((loop) => judge(file, loop, inThreads) ?? []);
  },
};

function judge(
  file: SourceFile,
  loop: LoopNode,
  inThreads: ReadonlySet<FunctionNode>,
): Finding | undefined {
  const fn = functionOf(loop);
  const held = iterated(loop);
  const path = fn && held && sharedPath(file, held, fn);
  if (fn === undefined || held === undefined || path === undefined || !isKeyed(file, held)) {
    return undefined;
  }
  if (isSetUp(fn) || locksAround(file, loop).length > 0) return undefined;
  const isThread = inThreads.has(fn);
  const changer = file.all("function").find((other) => {
    if (other === fn || isSetUp(other) || inThreads.has(other) === isThread) return false;
    if (classOf(other) !== classOf(loop)) return false;
    return changesIn(file, other).some(
      (change) =>
        change.path === path &&
        (change.change === "fills" || change.change === "removes") &&
        locksAround(file, change.node).length === 0,
    );
  });
  if (changer === undefined) return undefined;
  const written = file.source(held);
  return {
    node: loop,
    message:
      `\`${changer.name ?? "another function"}\` runs in another thread than this loop and ` +
      `changes \`${written}\`: "changed size during iteration"`,
    fix: `hold one lock in both, or iterate over \`list(${file.source(loop.source ?? held)})\``,
  };
}

/** The collection that the loop walks through itself. */
function iterated({ form, source }: LoopNode): Node | undefined {
  if (form !== "each" || source === undefined) return undefined;
  if (source.kind !== "call") return source;
  const { callee, args } = source;
  if (args.length > 0 || callee.kind !== "member") return undefined;
  return /^(?:items|values|keys)$/.test(callee.property) ? callee.object : undefined;
}

/** A dict, set or deque by what it is made of. */
function isKeyed(file: SourceFile, held: Node): boolean {
  const owner = classOf(held);
  const values =
    held.kind === "name"
      ? [soleValue(file.binding(held))]
      : held.kind === "member" && owner !== undefined
        ? (fieldWrites(owner).get(held.property) ?? [])
        : [];
  return values.some((value) => {
    if (value === undefined) return false;
    if (value.kind === "object") return true;
    if (value.kind === "list") return file.source(value).startsWith("{");
    const made = value.kind === "call" && value.callee.kind === "name" ? value.callee.name : "";
    return /^(?:dict|set|defaultdict|OrderedDict|WeakSet|WeakValueDictionary|deque)$/.test(made);
  });
}

/** Runs before there are threads, or when they are gone; `_locked` is called with the lock held. */
const SETS_UP = new RegExp(
  "^(?:__init__|__enter__|__exit__|__del__|__repr__|setup|start|stop|close|shutdown|clear)$|" +
    "_locked$|unsafe",
);

const isSetUp = ({ name }: FunctionNode): boolean => SETS_UP.test(name ?? "");
