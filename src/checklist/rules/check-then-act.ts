import { changesBy, changesIn, type SharedChange } from "../facts/changes.js";
import { conditions, type Condition } from "../facts/conditions.js";
import { isSerialised } from "../facts/serialised.js";
import { belongsToOneTask, isOfOneRun, sharedPath } from "../facts/shared-state.js";
import { isCalledSerially, isLatched, isResource, runsOnce } from "../facts/single-flight.js";
import type { Confidence, Finding } from "../finding.js";
import { ancestors, below, enclosing, functionOf, isInside } from "../ir/ancestors.js";
import type { AssignNode, CallNode, FunctionNode } from "../ir/expression.js";
import { alwaysLeaves, firstPause, mayFollow, pauses, pausesBetween } from "../ir/flow.js";
import { asWritten } from "../ir/locks.js";
import { lastName } from "../ir/names.js";
import type { IfNode, Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

export const checkThenAct: Rule = {
  name: "check-then-act",
  item: 6,
  languages: ["typescript", "python"],
  level: "fail",
  confidence: "medium",
  check(file) {
    // Without any of these nothing can come in between.
    if (!/\b(?:await|async|yield|then)\b/.test(file.text)) return [];
    const checks = file.all("if").flatMap((node) => judge(file, node) ?? []);
    return [...checks, ...file.all("assign").flatMap((node) => judgeLazy(file, node) ?? [])];
  },
};

/** A change that follows from a check, seen from the function of the check. */
interface Act {
  made: SharedChange;
  /** The call of an own function or the continuation that makes it, or the change itself. */
  at: Node;
  /** Whether something waits inside what is called, before the change. */
  waitsInside: boolean;
  /** Whether an own function that is called makes it. */
  isCalled: boolean;
}

type Verdict = "makes" | "ends" | "takes" | "renews";

function judge(file: SourceFile, check: IfNode): Finding | undefined {
  const fn = functionOf(check);
  if (fn === undefined || !canInterleave(fn) || !waits(file, fn)) return undefined;
  const asked = conditions(file, check.test, fn);
  if (asked.length === 0 || isSerialised(file, check)) return undefined;
  const paths = new Set(asked.map(({ path }) => path));
  const acts = actsAfter(file, check, fn, paths);
  for (const path of paths) {
    // Whoever comes in between sees a first change that is made before anything waits.
    const act = acts.find(({ made }) => made.path === path);
    if (act === undefined) continue;
    if (!act.waitsInside && pausesBetween(check.test, act.at).length === 0) continue;
    const verdict = verdictOf(file, check, asked, act);
    if (verdict === undefined || isSafe(file, check, act, fn)) continue;
    const confidence = confidenceOf(file, check, act, verdict);
    // What runs twice is in the call that a guard leads to, and so is the repair.
    const { line } = file.position(check.start);
    // Whether two of them may fill it at the same time is often known elsewhere.
    const isPlain = confidence === "high" && act.made.change !== "fills";
    const sure = { confidence, ...(!isPlain && { level: "review" as const }) };
    if (!act.waitsInside || !alwaysLeaves(check.consequent)) {
      return { node: check, ...says(asWritten(file, path), verdict), ...sure };
    }
    return { node: act.at, ...says(asWritten(file, path), verdict, line), ...sure };
  }
  return undefined;
}

const canInterleave = (fn: FunctionNode): boolean =>
  fn.method !== "constructor" &&
  !/^(?:main|setup|setUp|__aenter__|__aexit__|__init__|onModuleInit)$/.test(fn.name ?? "");

const waiting = new WeakMap<FunctionNode, boolean>();

/** Whether the function, or what it calls, lets others in between; most do not. */
function waits(file: SourceFile, fn: FunctionNode): boolean {
  const before = waiting.get(fn);
  if (before !== undefined) return before;
  const found =
    pauses(fn).length > 0 ||
    [...below(fn.body)].some(
      (node) =>
        node.kind === "call" &&
        (lastName(node.callee) === "then" || file.target(node)?.isAsync === true),
    );
  waiting.set(fn, found);
  return found;
}

function verdictOf(
  file: SourceFile,
  check: IfNode,
  asked: readonly Condition[],
  { made: { path, change } }: Act,
): Verdict | undefined {
  const isGuard = alwaysLeaves(check.consequent);
  const ofPath = asked.filter((one) => one.path === path);
  const said = ofPath.find(({ says: one }) => one !== "other")?.says ?? "other";
  const wasThere = said === "other" ? undefined : (said === "present") !== isGuard;
  if (change === "sets" || change === "fills") {
    if (wasThere === false) return "makes";
    return wasThere === undefined || !isGuard ? "renews" : undefined;
  }
  if (wasThere !== true) return undefined;
  if (change === "clears") return "ends";
  return file.language === "python" ? "takes" : undefined;
}

/** How the message ends, and the fix, for a path. */
const WORDS: Record<Verdict, (path: string) => [string, string]> = {
  makes: (path) => [
    "passes the same check and makes it again",
    `set \`${path}\` before the first await (keep the promise or task itself), or hold a lock`,
  ],
  renews: (path) => [
    "passes the same check and does it again",
    `change \`${path}\` before the first await, share one promise or task, or hold a lock`,
  ],
  ends: (path) => [
    "ends it again, and what was set meanwhile is lost",
    `take it first: keep \`${path}\` in a variable, clear it, then await`,
  ],
  takes: (path) => [
    "takes the same element out, and the later one raises",
    `take it out of \`${path}\` before the first await: \`pop(key, None)\``,
  ],
};

function says(
  path: string,
  verdict: Verdict,
  checkedIn?: number,
): Pick<Finding, "message" | "fix"> {
  const [end, fix] = WORDS[verdict](path);
  const how =
    checkedIn === undefined
      ? "is checked here and changed after a pause"
      : `is checked in line ${checkedIn} and changed in here, after a pause`;
  return { message: `\`${path}\` ${how}: a second task that comes in between ${end}`, fix };
}

const LAZILY = /^(?:\?\?|\|\|)=$/;

/** `this.client ??= await connect()`. */
function judgeLazy(file: SourceFile, node: AssignNode): Finding | undefined {
  const fn = functionOf(node);
  if (fn === undefined || node.value === undefined) return undefined;
  if (!LAZILY.test(node.operator) || isSerialised(file, node)) return undefined;
  const path = sharedPath(file, node.target, fn);
  const waits = [node.value, ...below(node.value)].some(({ kind }) => kind === "await");
  if (path === undefined || !waits) return undefined;
  const doubt = { confidence: "medium" as const, level: "review" as const };
  return { node, ...says(path, "makes"), confidence: "high", ...(!isResource(node) && doubt) };
}

/** `if (this.server) throw …`: the second call is the caller's mistake already. */
const throwsIn = (check: IfNode): boolean => [...below(check)].some(({ kind }) => kind === "throw");

/** The changes of these paths that only happen when the check came out one way. */
function actsAfter(
  file: SourceFile,
  check: IfNode,
  fn: FunctionNode,
  paths: ReadonlySet<string>,
): Act[] {
  const isGuard = alwaysLeaves(check.consequent);
  const leavesLoop = isGuard && check.consequent.children.some(({ kind }) => kind === "jump");
  return actsIn(file, fn).filter(({ made, at, isCalled }) => {
    if (!paths.has(made.path) || (leavesLoop && isCalled)) return false;
    const isGoverned = isGuard
      ? at.order > check.order && check.parent !== undefined && isInside(at, check.parent)
      : isInside(at, check.consequent);
    return isGoverned && mayFollow(check.test, at);
  });
}

const known = new WeakMap<FunctionNode, readonly Act[]>();

/** Every change that a function makes, itself or by what it calls, in the order of evaluation. */
function actsIn(file: SourceFile, fn: FunctionNode): readonly Act[] {
  const before = known.get(fn);
  if (before !== undefined) return before;
  const found: Act[] = [];
  for (const node of below(fn.body)) {
    for (const made of changesBy(file, node, fn)) {
      found.push({ made, at: node, waitsInside: false, isCalled: false });
    }
    if (node.kind !== "call") continue;
    found.push(...actsOfTarget(file, node), ...actsOfContinuation(file, node, fn));
  }
  found.sort((one, two) => one.at.order - two.at.order);
  known.set(fn, found);
  return found;
}

/** What an own function that is called here changes, unless it looks or latches itself. */
function actsOfTarget(file: SourceFile, call: CallNode): Act[] {
  const target = call.callee.kind === "function" ? undefined : file.target(call);
  if (target === undefined || !target.isAsync || isSerialised(file, target.body)) return [];
  const first = firstPause(target);
  const tested = new Set(
    [...below(target.body)].flatMap((node) =>
      node.kind === "if" ? conditions(file, node.test, target).map(({ path }) => path) : [],
    ),
  );
  const changes = changesIn(file, target).filter(({ path }) => !tested.has(path));
  const isOwn = (path: string) => path.startsWith("this.") === (target.method !== undefined);
  return changes
    .filter(({ path }) => isOwn(path))
    .map((made) => ({ made, at: call, waitsInside: made.node.order > first, isCalled: true }));
}

/** What runs later: `connect().then((client) => { this.client = client; })`. */
function actsOfContinuation(file: SourceFile, call: CallNode, fn: FunctionNode): Act[] {
  if (call.callee.kind !== "member" || call.callee.property !== "then") return [];
  return call.args.flatMap(({ value }) => {
    if (value.kind !== "function" || value.isAsync) return [];
    const changes = [...below(value)].flatMap((node) => changesBy(file, node, fn));
    return changes.map((made) => ({ made, at: call, waitsInside: true, isCalled: false }));
  });
}

function isSafe(file: SourceFile, check: IfNode, act: Act, fn: FunctionNode): boolean {
  return (
    isSerialised(file, act.at) ||
    isCheckedAgain(file, check, act, fn) ||
    isShared(file, act, fn) ||
    isLatched(file, fn, check.test, act.at, act.made.path) ||
    runsOnce(file, fn) ||
    isCalledSerially(file, fn)
  );
}

/** Another look at the same state after the pause: the second check of double-checked locking. */
function isCheckedAgain(file: SourceFile, check: IfNode, act: Act, fn: FunctionNode): boolean {
  return [...below(fn.body)].some((node) => {
    const test =
      node.kind === "if" || node.kind === "conditional" || node.kind === "loop"
        ? node.test
        : undefined;
    return (
      test !== undefined &&
      node !== check &&
      test.order > check.test.order &&
      test.order < act.at.order &&
      conditions(file, test, fn).some(({ path }) => path === act.made.path) &&
      pausesBetween(check.test, test).length > 0
    );
  });
}

/** `opening ??= connect().then((client) => { shared = client; })`: who comes in waits for it. */
const isShared = (file: SourceFile, { at, made }: Act, fn: FunctionNode): boolean =>
  [...ancestors(at)].some(
    (around) =>
      around.kind === "assign" &&
      LAZILY.test(around.operator) &&
      around.value?.kind !== "await" &&
      ![undefined, made.path].includes(sharedPath(file, around.target, fn)),
  );

/** A connection or cache that is made twice is a plain fault; other flags need a look. */
function confidenceOf(
  file: SourceFile,
  check: IfNode,
  { made: { node, change, value } }: Act,
  verdict: Verdict,
): Confidence {
  if (verdict === "ends" || belongsToOneTask(check)) return "low";
  // What is noted after a failure is noted once more, and no harm done.
  if (enclosing(node, "catch") !== undefined) return "low";
  const target = changedBy(node);
  if (target !== undefined && isOfOneRun(file, target)) return "low";
  const isAwaited = value?.kind === "await";
  if (verdict === "makes") {
    if (throwsIn(check)) return "medium";
    return (isAwaited && isResource(node)) || change === "fills" ? "high" : "medium";
  }
  return isAwaited && !alwaysLeaves(check.consequent) && isResource(node) ? "high" : "medium";
}

/** What is written, or the map or list that a call fills. */
function changedBy(node: Node): Node | undefined {
  if (node.kind === "assign") return node.target;
  return node.kind === "call" && node.callee.kind === "member" ? node.callee.object : undefined;
}
