import type { CallNode, FunctionNode } from "../ir/expression.js";
import type { Node } from "../ir/node.js";
import { argument } from "../ir/options.js";
import type { SourceFile } from "../ir/source-file.js";
import { loopsAround } from "../ir/ancestors.js";
import { callbackOf } from "./callbacks.js";

/** A function that runs in another thread, and the call that sends it there. */
export interface ThreadRun {
  fn: FunctionNode;
  by: CallNode;
  /** Whether several threads run it at the same time. */
  isShared: boolean;
}

/** Every function of this file that Python code here runs in threads. */
export function threadRuns(file: SourceFile): readonly ThreadRun[] {
  const before = known.get(file);
  if (before !== undefined) return before;
  const found = file.all("call").flatMap((call) => {
    const work = workOf(file, call);
    const fn = callbackOf(file, work);
    return fn === undefined ? [] : [{ fn, by: call, isShared: isShared(call) }];
  });
  known.set(file, found);
  return found;
}

const known = new WeakMap<SourceFile, readonly ThreadRun[]>();

const SENDS = /^(?:submit|map|imap|imap_unordered|apply_async|map_async)$/;

function workOf(file: SourceFile, call: CallNode): Node | undefined {
  const meaning = file.meaning(call.callee) ?? "";
  if (/^threading\.(?:Thread|Timer)$/.test(meaning)) {
    return meaning.endsWith("Timer") ? argument(call, 1, "function") : argument(call, 1, "target");
  }
  if (
    /^(?:asyncio\.to_thread|anyio\.to_thread\.run_sync|trio\.to_thread\.run_sync)$/.test(meaning)
  ) {
    return argument(call, 0);
  }
  const { callee } = call;
  if (callee.kind !== "member") return undefined;
  if (callee.property === "run_in_executor") return argument(call, 1);
  if (!SENDS.test(callee.property)) return undefined;
  const pool = file.meaning(callee.object) ?? "";
  const isPool =
    /ThreadPoolExecutor\(\)$|multiprocessing\.(?:pool|dummy)\.ThreadPool\(\)$/.test(pool) ||
    /(?:thread|executor)/i.test(file.source(callee.object));
  return isPool && !/Process/.test(pool) ? argument(call, 0) : undefined;
}

/** Mapped over many things, or started in a loop. */
function isShared(call: CallNode): boolean {
  const { callee } = call;
  if (callee.kind === "member" && /map/.test(callee.property)) return true;
  if (loopsAround(call).length > 0) return true;
  for (let at: Node | undefined = call.parent; at !== undefined; at = at.parent) {
    if (at.kind === "comprehension") return true;
    if (at.kind === "function") return false;
  }
  return false;
}
