import { functionOf } from "../ir/ancestors.js";
import type { FunctionNode } from "../ir/expression.js";
import { dotted, lockThatRuns, locksAround } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import { callbackOf } from "./callbacks.js";

const SAYS_SO = /locked|exclusive|synchroni[sz]ed|serial(?:ly|i[sz]ed)|singleflight|single_flight/i;
const ONE_RUN = /(?:memoi[sz]e|cache|singleton|once|lock|synchroni[sz]ed|exclusive|singleflight)/i;

/**
 * Whether only one task at a time runs this code: under a lock here, in a function that all of
 * this file's callers run under a lock, or in one whose name or decorator says so.
 */
export function isSerialised(file: SourceFile, node: Node): boolean {
  if (locksAround(file, node).length > 0) return true;
  const fn = functionOf(node);
  return fn !== undefined && (saysSo(fn) || isCalledUnderLocks(file, fn));
}

const saysSo = ({ name, decorators }: FunctionNode): boolean =>
  (SAYS_SO.test(name ?? "") && !/un_?locked/i.test(name ?? "")) ||
  decorators.some((decorator) => ONE_RUN.test(dotted(decorator) ?? ""));

const underLocks = new WeakMap<FunctionNode, boolean>();

function isCalledUnderLocks(file: SourceFile, fn: FunctionNode): boolean {
  const known = underLocks.get(fn);
  if (known !== undefined) return known;
  underLocks.set(fn, false);
  const calls = file.all("call").filter((call) => file.target(call) === fn);
  const runs = file
    .all("call")
    .filter((call) => call.args.some(({ value }) => callbackOf(file, value) === fn));
  const all =
    calls.length + runs.length > 0 &&
    calls.every((call) => locksAround(file, call).length > 0) &&
    runs.every((call) => lockThatRuns(file, call).length > 0);
  underLocks.set(fn, all);
  return all;
}
