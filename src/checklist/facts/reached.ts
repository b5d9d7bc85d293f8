import { below } from "../ir/ancestors.js";
import type { CallNode, FunctionNode } from "../ir/expression.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Located, Project } from "../project.js";
import { blocking } from "./blocking.js";
import type { Blocks } from "./blocks.js";
import { loopFunction, runsInCaller } from "./on-loop.js";

/** Calls of calls are followed this far. */
const STEPS_MAX = 2;

/** A blocking call in a function that was followed into. */
export interface Inner {
  file: SourceFile;
  call: CallNode;
  blocks: Omit<Blocks, "call">;
}

/** The first call that blocks for long whatever it is given, in what `target` runs. */
export function blocksInside(project: Project, target: Located, steps = 0): Inner | undefined {
  const { file, fn } = target;
  if (!runsInCaller(file, fn)) return undefined;
  for (const call of [fn.body, ...below(fn.body)]) {
    if (call.kind !== "call") continue;
    const blocks = blocking(file, call);
    if (blocks !== undefined && /^(?:long|file)$/.test(blocks.cost)) return { file, call, blocks };
    if (blocks !== undefined || steps + 1 >= STEPS_MAX) continue;
    const next = project.target(file, call);
    const found = next && next.fn !== fn && blocksInside(project, next, steps + 1);
    if (found) return found;
  }
  return undefined;
}

const reachedIn = new WeakMap<SourceFile, ReadonlyMap<FunctionNode, FunctionNode>>();

/**
 * The plain functions of a file that its asynchronous functions and handlers call, each with one
 * that does.
 */
export function reachedFromLoop(file: SourceFile): ReadonlyMap<FunctionNode, FunctionNode> {
  const known = reachedIn.get(file);
  if (known !== undefined) return known;
  const found = new Map<FunctionNode, FunctionNode>();
  let calls = file.all("call").flatMap((call) => {
    const from = loopFunction(file, call);
    return from === undefined ? [] : [{ call, from }];
  });
  for (let step = 0; step < STEPS_MAX; step += 1) {
    calls = calls.flatMap(({ call, from }) => {
      const fn = file.target(call);
      if (fn === undefined || found.has(fn) || !runsInCaller(file, fn)) return [];
      if (loopFunction(file, fn.body) !== undefined) return [];
      found.set(fn, from);
      return [...below(fn.body)].flatMap((node) =>
        node.kind === "call" ? [{ call: node, from }] : [],
      );
    });
  }
  reachedIn.set(file, found);
  return found;
}
