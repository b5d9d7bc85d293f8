import { signalSource, type SignalSource } from "../facts/signal-source.js";
import { isBareTimer, sleepsBlindly } from "../facts/timers.js";
import type { Finding } from "../finding.js";
import { below } from "../ir/ancestors.js";
import type { CallNode, FunctionNode } from "../ir/expression.js";
import { lastName } from "../ir/names.js";
import type { Node } from "../ir/node.js";
import { option } from "../ir/options.js";
import type { SourceFile } from "../ir/source-file.js";
import { usage } from "../ir/usage.js";
import type { Project } from "../project.js";
import type { Rule } from "../rule.js";

/** Calls that take a signal in an options object, and where that stands. */
const TAKES_SIGNAL: readonly (readonly [RegExp, number])[] = [
  [/^fetch$/, 1],
  [/^(?:undici\.(?:fetch|request|stream)|node-fetch|cross-fetch)$/, 1],
  [/^axios(?:\.create\(\))?\.(?:get|delete|head|options)$/, 1],
  [/^axios(?:\.create\(\))?\.(?:post|put|patch)$/, 2],
  [/^(?:got|ky)(?:\.\w+)?$/, 1],
  [/^node:timers\/promises\.(?:setTimeout|setImmediate)$/, 2],
  [/^node:timers\/promises\.setInterval$/, 2],
  [/^node:timers\/promises\.scheduler\.wait$/, 1],
  [/^node:events\.(?:once|on)$/, 2],
  [/^node:fs\/promises\.readFile$/, 1],
  [/^node:fs\/promises\.writeFile$/, 2],
  [/^node:stream\/promises\.finished$/, 1],
  [/^node:https?\.(?:request|get)$/, 1],
  [/^node:child_process\.(?:exec|fork)$/, 1],
  [/^node:child_process\.(?:spawn|execFile)$/, 2],
];

export const signalNotPassed: Rule = {
  name: "signal-not-passed",
  item: 5,
  languages: ["typescript"],
  level: "fail",
  confidence: "high",
  check(file, project) {
    // As a parameter, an option or a type it is called so.
    if (!file.text.includes("ignal")) return [];
    const seen = new Set<CallNode>();
    return file.all("function").flatMap((fn) => {
      const source = signalSource(file, fn);
      return source === undefined ? [] : judge(file, project, fn, source, seen);
    });
  },
};

/** Inner functions come first, and a call belongs to the innermost one that takes a signal. */
function judge(
  file: SourceFile,
  project: Project,
  fn: FunctionNode,
  source: SignalSource,
  seen: Set<CallNode>,
): Finding[] {
  const calls = [fn.body, ...below(fn.body, true)].filter((node) => node.kind === "call");
  const isHandedOn = calls.some((call) => isCombined(file, call, source));
  return calls.flatMap((call) => {
    if (seen.has(call)) return [];
    seen.add(call);
    if (mentions(file, call, source)) return [];
    const isKnown = isKnownOpen(file, call) || isOwnOpen(file, project, call);
    const isSleep =
      !isKnown && usage(call).kind === "awaited" && sleepsBlindly(file, project, call);
    const isForgotten = !isKnown && !isSleep && isGivenElsewhere(file, call, source);
    if (!isKnown && !isSleep && !isForgotten) return [];
    const isSure = isKnown && source.options === undefined && !isHandedOn;
    return [
      {
        node: call,
        ...says(file, call, source),
        // A wait that is short, or a signal that is asked right after it, is mostly meant.
        ...(!isSure && { level: "review" as const, confidence: "medium" as const }),
      },
    ];
  });
}

/** `await sleep(ms, signal)` elsewhere in the file: the same wait without it forgets it. */
function isGivenElsewhere(file: SourceFile, call: CallNode, source: SignalSource): boolean {
  if (usage(call).kind !== "awaited" || call.isNew) return false;
  const name = lastName(call.callee);
  if (!WAITS.test(name)) return false;
  return file
    .all("call")
    .some(
      (other) =>
        other !== call &&
        other.args.length > call.args.length &&
        file.source(other.callee) === file.source(call.callee) &&
        other.args.slice(call.args.length).some(({ value }) => isSignalOf(file, value, source)),
    );
}

const WAITS = /sleep|delay|wait|pause|backoff|timeout/i;

const isSignalOf = (file: SourceFile, value: Node, { written }: SignalSource): boolean => {
  const text = file.source(value);
  return text === written || /(?:^|\.|#)_?(?:abort)?[sS]ignal$/.test(text);
};

function says(file: SourceFile, call: CallNode, { written }: SignalSource) {
  const name = isBareTimer(file, call) ? "this wait" : `\`${file.head(call.callee)}\``;
  return {
    message: `${name} does not get \`${written}\`: it goes on after the caller has given up`,
    fix: `pass \`${written}\` on to ${name}`,
  };
}

/** Any argument that holds a signal counts, whatever it is called there. */
function mentions(file: SourceFile, call: CallNode, { written, options }: SignalSource): boolean {
  const [name = written] = written.split(".");
  return call.args.some(({ value }) => {
    const text = file.source(value);
    return new RegExp(`\\b(?:${name}|${options ?? name})\\b|[sS]ignal|[aA]bort`).test(text);
  });
}

/** Wrapping or combining it may be how it is passed on. */
const isCombined = (file: SourceFile, call: CallNode, { written }: SignalSource): boolean =>
  call.args.some(({ value }) => value.kind === "name" && file.source(value) === written);

function isKnownOpen(file: SourceFile, call: CallNode): boolean {
  const meaning = file.meaning(call.callee) ?? "";
  const known = TAKES_SIGNAL.find(([pattern]) => pattern.test(meaning));
  return known !== undefined && option(file, call, ["signal"], known[1]).is === "missing";
}

/** A function of this project whose own parameters ask for a signal. */
function isOwnOpen(file: SourceFile, project: Project, call: CallNode): boolean {
  const target = project.target(file, call);
  if (target === undefined || !target.fn.isAsync) return false;
  if (call.args.some(({ spread }) => spread !== undefined)) return false;
  const wanted = signalSource(target.file, target.fn);
  if (wanted === undefined) return false;
  const given = call.args[wanted.at]?.value;
  if (given === undefined || given.kind === "literal") return true;
  if (wanted.options === undefined || given.kind !== "object") return false;
  return given.entries.every(({ spread }) => !spread);
}
