import type { Confidence, Finding, Level } from "../finding.js";
import { below, functionOf, loopsAround } from "../ir/ancestors.js";
import type { FunctionNode } from "../ir/expression.js";
import { mayFollow, pauses } from "../ir/flow.js";
import { dotted } from "../ir/locks.js";
import type { CatchNode, LoopNode, Node, TryNode, WithNode } from "../ir/node.js";
import { outcomes, type Outcome } from "../ir/outcomes.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

const CANCELLED =
  /^(?:asyncio\.(?:\w+\.)?CancelledError|trio\.Cancelled|anyio\.get_cancelled_exc_class\(\))$/;

export const swallowedCancellation: Rule = {
  name: "swallowed-cancellation",
  item: 5,
  languages: ["python"],
  level: "review",
  confidence: "medium",
  check(file) {
    return [
      ...file.all("try").flatMap((node) => judge(file, node) ?? []),
      ...file.all("with").flatMap((node) => judgeSuppressed(file, node) ?? []),
    ];
  },
};

/** Only the first handler that takes the cancellation ever sees it. */
function judge(file: SourceFile, node: TryNode): Finding | undefined {
  for (const handler of node.handlers) {
    const at = cancellationOf(file, handler);
    if (at === undefined) continue;
    const names = new Set(handler.binding === undefined ? [] : [handler.binding]);
    const ways = outcomes(handler.body, names, (test) => isOtherError(file, test));
    if ([...ways].every((way) => way === "rethrows") || raisesElsewhere(file, handler)) {
      return undefined;
    }
    if (isOwnCancel(file, node) || handsOn(file, handler, at)) return undefined;
    return report(file, node, at, ways);
  }
  return undefined;
}

/** `with suppress(CancelledError):` is the same handler with an empty body. */
function judgeSuppressed(file: SourceFile, node: WithNode): Finding | undefined {
  for (const { context } of node.items) {
    if (context.kind !== "call" || file.meaning(context.callee) !== "contextlib.suppress") continue;
    const at = context.args.map(({ value }) => value).find((type) => isCancellation(file, type));
    const fn = functionOf(node);
    const waits = [...below(node.body)].filter(({ kind }) => kind === "await");
    if (at === undefined || fn?.isAsync !== true || waits.length === 0) continue;
    if (isOwnCancel(file, node)) {
      return { node: at, ...swallowsOuter, level: "review", confidence: "low" };
    }
    return { node: at, ...swallows(new Set(["falls"])), ...weightOf(node, fn) };
  }
  return undefined;
}

const swallowsOuter = {
  message:
    "a cancellation of this function itself, while it waits for the other task, ends here too",
  fix:
    "`await asyncio.gather(task, return_exceptions=True)`, which lets the function's own " +
    "cancellation through",
};

/** The type by which a handler takes cancellations; the handler itself when it is bare. */
function cancellationOf(file: SourceFile, handler: CatchNode): Node | undefined {
  if (handler.types.length === 0) return functionOf(handler)?.isAsync ? handler : undefined;
  const types = handler.types.flatMap((type) => (type.kind === "list" ? type.elements : [type]));
  return types.find((type) => isCancellation(file, type));
}

/** `isinstance(error, ValueError)`: a test that no cancellation passes. */
function isOtherError(file: SourceFile, test: Node): boolean {
  if (test.kind !== "call" || file.meaning(test.callee) !== "isinstance") return false;
  const [, type] = test.args;
  if (type === undefined) return false;
  const types = type.value.kind === "list" ? type.value.elements : [type.value];
  return types.every((one) => !/cancel|^BaseException|^GeneratorExit/i.test(file.source(one)));
}

function isCancellation(file: SourceFile, type: Node): boolean {
  const meaning = file.meaning(type) ?? "";
  return meaning === "BaseException" || CANCELLED.test(meaning);
}

function report(
  file: SourceFile,
  node: TryNode,
  at: Node,
  ways: ReadonlySet<Outcome>,
): Finding | undefined {
  const fn = functionOf(node);
  const isExplicit = CANCELLED.test(file.meaning(at) ?? "");
  // A synchronous function never waits, so that nothing can be cancelled in it.
  if (!fn?.isAsync) {
    return isExplicit ? undefined : { node: at, ...swallowsAll(ways), ...DOUBTFUL };
  }
  if (![...below(node.body)].some(isWait)) return { node: at, ...swallows(ways), ...DOUBTFUL };
  return { node: at, ...swallows(ways), ...weightOf(node, fn, ways) };
}

/** It is in a loop that comes round again: `while running:` ends when the handler says so. */
const goesRound = (node: TryNode | WithNode): boolean =>
  loopsAround(node).some((loop) => loop.form !== "each" && !isEndedBy(node, loop));

function isEndedBy(node: TryNode | WithNode, { test }: LoopNode): boolean {
  const asked = test === undefined ? [] : [test, ...below(test)].map(dotted);
  const handlers = node.kind === "try" ? node.handlers : [];
  return handlers.some(({ body }) =>
    [...below(body)].some(
      (one) =>
        one.kind === "assign" &&
        one.value?.kind === "literal" &&
        asked.includes(dotted(one.target) ?? ""),
    ),
  );
}

const DOUBTFUL = { level: "review", confidence: "low" } as const;

const isWait = ({ kind }: Node): boolean => kind === "await" || kind === "with" || kind === "loop";

/** A task that goes round or waits again after its cancellation is worse than one that ends. */
function weightOf(
  node: TryNode | WithNode,
  fn: FunctionNode,
  ways: ReadonlySet<Outcome> = new Set(["falls"]),
): { confidence: Confidence; level?: Level } {
  const falls = ways.has("falls");
  if (falls && !ways.has("rethrows") && goesRound(node)) {
    return { level: "fail", confidence: "high" };
  }
  // Whoever raises on one way has thought of it; a break is mostly meant as the end.
  if (ways.has("rethrows")) return DOUBTFUL;
  const goesOn =
    falls && pauses(fn).some((pause) => pause.order > node.order && mayFollow(node, pause));
  return goesOn || ways.has("raises") ? { confidence: "medium" } : DOUBTFUL;
}

function swallows(ways: ReadonlySet<Outcome>): { message: string; fix: string } {
  const becomes = ways.has("falls") || ways.has("jumps") ? "goes on" : becomesOf(ways);
  return {
    message:
      `a cancellation ends here and the task ${becomes}: a timeout or TaskGroup that cancels it ` +
      "takes it for finished or waits for it",
    fix: "do the clean-up, then `raise` the same exception again",
  };
}

const becomesOf = (ways: ReadonlySet<Outcome>): string =>
  ways.has("returns") ? "returns as if it had succeeded" : "fails with another exception";

function swallowsAll(ways: ReadonlySet<Outcome>): { message: string; fix: string } {
  const how = ways.has("falls") || ways.has("jumps") ? "swallowed" : "turned into something else";
  return {
    message: `KeyboardInterrupt, SystemExit and cancellations are ${how} here`,
    fix: "catch Exception instead, or `raise` the same exception again",
  };
}

/** `task.cancel()` and then waiting for that task: the cancellation is the one it asked for. */
function isOwnCancel(file: SourceFile, node: TryNode | WithNode): boolean {
  const fn = functionOf(node);
  const waited = [...below(node.body)].filter((one) => one.kind === "await");
  if (fn === undefined || waited.length !== 1) return false;
  const before = file.text.slice(fn.start, node.body.end);
  if (/\.uncancel\(\)|\.cancelling\(\)/.test(file.source(fn))) return true;
  return waited.some((one) => {
    const text = file.source(one.value);
    const name = dotted(one.value);
    return /\.cancel\(/.test(before) && (name !== undefined || /gather|wait|shield/.test(text));
  });
}

/** The handler ends the program, or gives the exception to somebody who waits for it. */
function handsOn(file: SourceFile, handler: CatchNode, at: Node): boolean {
  const isExplicit = CANCELLED.test(file.meaning(at) ?? "");
  return [...below(handler.body)].some((node) => {
    if (node.kind !== "call") return false;
    if (/^(?:sys\.exit|os\._exit|exit|quit)$/.test(file.meaning(node.callee) ?? "")) return true;
    if (node.callee.kind !== "member") return false;
    const { property } = node.callee;
    // Whose exception is its own cancellation has nothing to hand on but that.
    return HANDS_ON.test(property) && !(isExplicit && property === "set_exception");
  });
}

const HANDS_ON = /^(?:set_exception|throw|cancel|__aexit__|__exit__)$/;

/** A function that never returns is called, or the exception is kept and raised further down. */
function raisesElsewhere(file: SourceFile, { binding, body }: CatchNode): boolean {
  const fn = functionOf(body);
  return [...below(body)].some((node) => {
    if (node.kind === "call") return /NoReturn|Never/.test(file.target(node)?.returns ?? "");
    if (node.kind !== "assign" || node.value?.kind !== "name") return false;
    if (binding === undefined || node.value.name !== binding || fn === undefined) return false;
    const kept = dotted(node.target);
    return [...below(fn)].some(
      (one) => one.kind === "throw" && one.value && dotted(one.value) === kept,
    );
  });
}
