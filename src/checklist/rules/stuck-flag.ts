import { conditions } from "../facts/conditions.js";
import { sharedPath } from "../facts/shared-state.js";
import { ancestors, below, functionOf, isInside } from "../ir/ancestors.js";
import type { AssignNode, FunctionNode } from "../ir/expression.js";
import { mayFollow, pauses } from "../ir/flow.js";
import { asWritten, dotted } from "../ir/locks.js";
import type { Node, TryNode } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

export const stuckFlag: Rule = {
  name: "stuck-flag",
  item: 6,
  languages: ["typescript", "python"],
  level: "fail",
  confidence: "high",
  check(file) {
    if (!file.isAsynchronous) return [];
    return file.all("assign").flatMap((set) => {
      const fn = functionOf(set);
      if (fn === undefined || !fn.isAsync || !raises(set)) return [];
      const path = sharedPath(file, set.target, fn);
      if (path === undefined) return [];
      const reset = resetAfter(set, path, fn);
      if (reset === undefined || !isGate(file, path, set)) return [];
      const wait = unguardedWait(set, reset, fn);
      if (wait === undefined || isResetOnError(set, path, fn)) return [];
      if (isResetByCaller(file, set)) return [];
      const name = asWritten(file, path);
      const isCount = set.operator === "+=";
      return [
        {
          node: set,
          message:
            `when line ${file.position(wait.start).line} throws, line ` +
            `${file.position(reset.start).line} never runs: \`${name}\` stays ` +
            (isCount
              ? "one too high, and each failure takes away room for good"
              : "set, and what it keeps out is kept out for good"),
          fix: `put line ${file.position(reset.start).line} in \`finally\``,
        },
      ];
    });
  },
};

/** `this.busy = true`, `this.active += 1`. */
function raises({ operator, value, declares }: AssignNode): boolean {
  if (declares !== undefined) return false;
  if (operator === "+=") return value === undefined || isOne(value);
  return operator === "=" && value?.kind === "literal" && value.value === true;
}

const isOne = (value: Node): boolean => value.kind === "literal" && value.value === 1;

/** The last statement of the function that takes it back; none when a handler does as well. */
function resetAfter(set: AssignNode, path: string, fn: FunctionNode): AssignNode | undefined {
  const resets = [...below(fn.body)].filter(
    (node): node is AssignNode =>
      node.kind === "assign" &&
      node.order > set.order &&
      dotted(node.target) === path &&
      (set.operator === "+="
        ? node.operator === "-="
        : node.value?.kind === "literal" && node.value.value === false),
  );
  const isThoughtOf = resets.some((reset) =>
    [...ancestors(reset)].some(
      (around) =>
        around.kind === "catch" ||
        (around.kind === "try" && around.finalizer && isInside(reset, around.finalizer)),
    ),
  );
  const block = [...ancestors(set)].find(({ kind }) => kind === "block");
  if (isThoughtOf || block === undefined) return undefined;
  return resets.findLast((reset) => isInside(reset, block) && mayFollow(set, reset));
}

/** The first wait in between whose error leaves the function, or the loop, past the reset. */
function unguardedWait(set: AssignNode, reset: AssignNode, fn: FunctionNode): Node | undefined {
  return pauses(fn).find((pause) => {
    if (pause.kind !== "await" || pause.order < set.order || pause.order > reset.order)
      return false;
    const tries = [...ancestors(pause)].filter(
      (around): around is TryNode =>
        around.kind === "try" && around.handlers.length > 0 && isInside(pause, around.body),
    );
    const isCaught = tries.some((around) => !isInside(set, around) && !isInside(reset, around));
    return !isCaught && !isHarmless(pause);
  });
}

/** `await sleep(ms)`, and work whose error is taken away on the spot. */
function isHarmless(pause: Node): boolean {
  const call = pause.kind === "await" ? pause.value : pause;
  const name = dotted(call) ?? "";
  if (call.kind === "call" && call.isNew && name === "Promise()") {
    const executor = call.args[0]?.value;
    // Nobody is given the means to reject it.
    return executor?.kind === "function" && !executor.isAsync && executor.params.length < 2;
  }
  return /(?:sleep|delay|setTimeout|(?<!this\.#?_?)nextTick|allSettled|catch)\(\)$/i.test(name);
}

/** `result.active = False` in the handler of a caller, for what is `self.active` here. */
const isResetByCaller = (file: SourceFile, { target }: AssignNode): boolean =>
  target.kind === "member" &&
  file
    .all("catch")
    .some((handler) =>
      [...below(handler.body)].some(
        (node) =>
          node.kind === "assign" &&
          node.target.kind === "member" &&
          node.target.property === target.property &&
          node.value?.kind === "literal" &&
          node.value.value === false,
      ),
    );

/** A handler around the whole that takes it back. */
function isResetOnError(set: AssignNode, path: string, fn: FunctionNode): boolean {
  return [...ancestors(set)].some(
    (around) =>
      around.kind === "try" &&
      isInside(around, fn) &&
      [...around.handlers, ...(around.finalizer ? [around.finalizer] : [])].some((part) =>
        [...below(part)].some((node) => node.kind === "assign" && dotted(node.target) === path),
      ),
  );
}

/** `if (this.pending) await this.recover()`: a flag that stays set lets it be tried again. */
const asksFor = (file: SourceFile, node: Node, setter: FunctionNode | undefined) =>
  node.kind === "if" &&
  [...below(node.consequent)].some(
    (call) => call.kind === "call" && setter !== undefined && file.target(call) === setter,
  );

/** Whether something is let in or kept out by it. */
function isGate(file: SourceFile, path: string, set: AssignNode): boolean {
  const tests = [...file.all("if"), ...file.all("loop"), ...file.all("conditional")];
  return tests.some((node) => {
    const fn = functionOf(node);
    if (node.test === undefined || fn === undefined || node.test === set) return false;
    const said = conditions(file, node.test, fn).filter((one) => one.path === path);
    const lets = said.some(({ says }) => says === "absent");
    return lets || (said.length > 0 && !asksFor(file, node, functionOf(set)));
  });
}
