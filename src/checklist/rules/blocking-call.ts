import { posix } from "node:path";
import { blocking } from "../facts/blocking.js";
import type { Blocks } from "../facts/blocks.js";
import { loopFunction } from "../facts/on-loop.js";
import { blocksInside, reachedFromLoop, type Inner } from "../facts/reached.js";
import { inTests } from "../facts/in-proofs.js";
import { neverRuns } from "../facts/never-runs.js";
import type { Finding } from "../finding.js";
import { below, classOf, functionOf, loopsAround } from "../ir/ancestors.js";
import type { CallNode, FunctionNode } from "../ir/expression.js";
import { dotted } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import { option } from "../ir/options.js";
import type { SourceFile } from "../ir/source-file.js";
import { usage } from "../ir/usage.js";
import type { Project } from "../project.js";
import type { Rule } from "../rule.js";

/** One finding stands for what blocks within so many lines after it. */
const LINES_TOGETHER = 2;
/** Nothing else runs yet, or any more. */
const STARTS_UP = /^(?:main|_main|run_?main|cli|bootstrap|setup|start_?up|shut_?down|lifespan)$/i;

export const blockingCall: Rule = {
  name: "blocking-call",
  item: 1,
  languages: ["typescript", "python"],
  level: "fail",
  confidence: "high",
  check(file, project) {
    const stops = file.all("call").flatMap((call) => stopAt(file, project, call) ?? []);
    return together(file, stops).map((stop) => report(file, stop));
  },
};

/** A place at which the event loop stands still. */
interface Stop {
  call: CallNode;
  /** What runs on the event loop, directly or by calling the function that `call` stands in. */
  on: FunctionNode;
  blocks: Omit<Blocks, "call">;
  /** Where the call leads, when it is not the blocking one itself. */
  inner?: Inner;
}

function stopAt(file: SourceFile, project: Project, call: CallNode): Stop | undefined {
  const on = loopFunction(file, call);
  const blocks = blocking(file, call);
  if (blocks !== undefined) {
    if (isOtherKind(file, call) || isDoneByThen(file, call) || neverRuns(call)) return undefined;
    const fn = functionOf(call);
    if (blocks.cost === "glance" && loopsAround(call).length === 0) return undefined;
    const by = on ?? (file.language === "typescript" && fn && reachedFromLoop(file).get(fn));
    return by ? { call, on: by, blocks } : undefined;
  }
  if (on === undefined) return undefined;
  const target = project.target(file, call);
  // In TypeScript the blocking call itself is reported, when it is in this file.
  if (target === undefined || (file.language === "typescript" && target.file === file)) {
    return undefined;
  }
  const inner = blocksInside(project, target);
  return inner && { call, on, blocks: inner.blocks, inner };
}

/** What is awaited is something else of the same name; `wrap_file` takes what was opened. */
function isOtherKind(file: SourceFile, call: CallNode): boolean {
  if (file.language !== "python") return false;
  const { kind, by } = usage(call);
  if (kind === "awaited") return true;
  if (kind === "entered" && by.kind === "with") return by.isAsync;
  return kind === "argument" && by.kind === "call" && file.source(by.callee).endsWith("wrap_file");
}

/** `while queue.empty(): await …` stands before it, or it asks for what needs no network. */
function isDoneByThen(file: SourceFile, call: CallNode): boolean {
  if (file.language !== "python" || call.callee.kind !== "member") return false;
  if (call.args.some(({ value }) => /NUMERIC/.test(file.source(value)))) return true;
  const subject = dotted(call.callee.object);
  return file.all("loop").some(({ test, order }) => {
    if (test === undefined || order > call.order || functionOf(test) !== functionOf(call)) {
      return false;
    }
    return [test, ...below(test)].some(
      (asked) =>
        asked.kind === "call" &&
        asked.callee.kind === "member" &&
        /^(?:empty|is_alive|done|running)$/.test(asked.callee.property) &&
        dotted(asked.callee.object) === subject,
    );
  });
}

/** Of neighbours in one function the longest is kept, of equals the first. */
function together(file: SourceFile, stops: readonly Stop[]): Stop[] {
  const line = ({ call }: Stop) => file.position(call.start).line;
  const kept = new Map<FunctionNode | undefined, { stops: Stop[]; told: Set<unknown> }>();
  for (const stop of stops.toSorted((one, two) => one.call.start - two.call.start)) {
    const fn = functionOf(stop.call);
    const here = kept.get(fn) ?? { stops: [], told: new Set() };
    kept.set(fn, here);
    const last = here.stops.at(-1);
    const about = subjectOf(file, stop);
    if (last && line(stop) - line(last) <= LINES_TOGETHER && !areBothLong(last, stop)) {
      if (weight(stop) > weight(last)) here.stops[here.stops.length - 1] = stop;
    } else if (about === undefined || !here.told.has(about)) {
      here.stops.push(stop);
    }
    here.told.add(about);
  }
  return [...kept.values()].flatMap((here) => here.stops);
}

/** Two different long waits are two findings, however near. */
const areBothLong = ({ blocks: one }: Stop, { blocks: two }: Stop): boolean =>
  one.cost === "long" && two.cost === "long" && one.does !== two.does;

/** Where the call leads, or the file whose method it is: that is told once in a function. */
function subjectOf(file: SourceFile, { call, inner }: Stop): unknown {
  if (inner !== undefined) return inner.call;
  const { callee } = call;
  if (callee.kind !== "member") return undefined;
  if (callee.object.kind === "member") return dotted(callee.object);
  if (callee.object.kind !== "name") return undefined;
  const binding = file.binding(callee.object);
  return binding?.kind === "import" ? undefined : binding;
}

const WEIGHT = { glance: 0, brief: 1, size: 2, file: 3, long: 4 };

const weight = ({ blocks, inner }: Stop): number =>
  2 * WEIGHT[blocks.cost] + (inner === undefined ? 1 : 0);

function report(file: SourceFile, stop: Stop): Finding {
  const { call, on, blocks, inner } = stop;
  const isDirect = inner === undefined && loopFunction(file, call) !== undefined;
  return {
    node: call,
    message: `\`${oneLine(file, call.callee)}\` ${what(file, stop, isDirect)}`,
    fix: blocks.instead,
    ...sureness(blocks, isDirect, on),
    ...(hasOwnLoop(on) || isHandedOver(file, call) ? { level: "review" as const } : {}),
    ...inTests(file),
  };
}

/** As an import would say it: the folders above the project are nobody's business. */
const fromHere = (here: SourceFile, there: SourceFile): string =>
  posix.relative(posix.dirname(here.path), there.path);

const oneLine = (file: SourceFile, node: Node): string => file.source(node).replaceAll(/\s+/g, "");

function what(file: SourceFile, { on, blocks, inner }: Stop, isDirect: boolean): string {
  const stands = "no other task runs until it is done";
  if (inner !== undefined) {
    const { line } = inner.file.position(inner.call.start);
    const where = inner.file === file ? `line ${line}` : `${fromHere(file, inner.file)}:${line}`;
    const callee = oneLine(inner.file, inner.call.callee);
    return `runs \`${callee}\` (${where}), which ${blocks.does} on the event loop: ${stands}`;
  }
  if (isDirect) return `${blocks.does} on the event loop: ${stands}`;
  const caller = on.name === undefined ? "asynchronous code" : `the asynchronous \`${on.name}\``;
  return `${blocks.does} on the event loop, called from ${caller}: ${stands}`;
}

function sureness(
  { cost }: Omit<Blocks, "call">,
  isDirect: boolean,
  on: FunctionNode,
): Pick<Finding, "confidence" | "level"> {
  if (STARTS_UP.test(on.name ?? "") || !/^(?:long|file)$/.test(cost)) {
    return { level: "review", confidence: "low" };
  }
  // A disk mostly answers at once, and many programs read their files so on purpose.
  if (cost === "file") return { level: "review", confidence: "medium" };
  // Through a function it may be on a rare way, and what the caller gives may never lead there.
  return isDirect ? { confidence: "high" } : { level: "review", confidence: "medium" };
}

/** A thread that runs a coroutine of its own has a loop for it, and nothing else is on that. */
const hasOwnLoop = (on: FunctionNode): boolean =>
  classOf(on)?.bases.some((base) => /(?:^|\.)Thread$/.test(dotted(base) ?? "")) ?? false;

/** A child that has the terminal takes the place of this program until it ends. */
function isHandedOver(file: SourceFile, call: CallNode): boolean {
  const stdio = option(file, call, ["stdio"], call.args.length - 1);
  return stdio.is === "given" && stdio.value.kind === "literal" && stdio.value.value === "inherit";
}
