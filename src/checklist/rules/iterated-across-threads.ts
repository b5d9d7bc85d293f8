import { changesIn } from "../facts/changes.js";
import { reachableFrom } from "../facts/own-calls.js";
import { sharedPath } from "../facts/shared-state.js";
import { threadRuns } from "../facts/threads.js";
import type { Finding } from "../finding.js";
import { classOf, functionOf, loopsAround } from "../ir/ancestors.js";
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
    const modules = file.text.includes("sys.modules") ? loopsOverModules(file) : [];
    const isThreaded = /\b(?:Thread|Timer|Executor)\w*\(|to_thread|run_in_executor/.test(file.text);
    if (!isThreaded && !HANDS_TO_LOOP.test(file.text)) return modules;
    const inThreads = new Set<FunctionNode>();
    for (const fn of handingOver(file)) inThreads.add(fn);
    for (const { fn } of threadRuns(file)) {
      for (const own of reachableFrom(file, fn)) inThreads.add(own);
    }
    if (inThreads.size === 0) return modules;
    return [...modules, ...file.all("loop").flatMap((loop) => judge(file, loop, inThreads) ?? [])];
  },
};

const HANDS_TO_LOOP = /\b(?:call_soon_threadsafe|run_coroutine_threadsafe|add_callback)\(/;
const HAND_OVER = /^(?:call_soon_threadsafe|run_coroutine_threadsafe|add_callback)$/;

/** What gives every element to the loop's thread is itself called from another one. */
const handingOver = (file: SourceFile): FunctionNode[] =>
  file.callsNamed(HAND_OVER).flatMap((call) => {
    const fn = functionOf(call);
    const isLoop = /(?:^|[._])(?:io_?)?loop$/i.test(
      call.callee.kind === "member" ? file.source(call.callee.object) : "",
    );
    return fn !== undefined && isLoop && loopsAround(call).length > 0 ? [fn] : [];
  });

/** Any import, in any thread, adds to `sys.modules`; so does an attribute that loads lazily. */
const loopsOverModules = (file: SourceFile): Finding[] =>
  file.all("member").flatMap((node) => {
    if (node.property !== "modules" || file.meaning(node) !== "sys.modules") return [];
    const { parent } = node;
    const isCalled = parent?.kind === "member" && /^(?:items|values|keys)$/.test(parent.property);
    const walked = isCalled ? parent.parent : node;
    const by = walked?.parent;
    const isWalked =
      (by?.kind === "loop" && by.source === walked) ||
      (by?.kind === "comprehension" && by.clauses.some(({ source }) => source === walked));
    if (walked === undefined || !isWalked) return [];
    return [
      {
        node: walked,
        message:
          "an import in another thread, or one that this loop sets off, adds to `sys.modules`: " +
          '"dictionary changed size during iteration"',
        fix: `iterate over \`list(${file.source(walked)})\``,
        confidence: "low" as const,
      },
    ];
  });

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
