import type { Finding } from "../finding.js";
import { below } from "../ir/ancestors.js";
import type { CallNode, FunctionNode, Parameter } from "../ir/expression.js";
import type { Node } from "../ir/node.js";
import { option } from "../ir/options.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Project } from "../project.js";
import type { Rule } from "../rule.js";

/** Calls that take a signal in an options object, and where that stands. */
const TAKES_SIGNAL: readonly (readonly [RegExp, number])[] = [
  [/^fetch$/, 1],
  [/^(?:undici\.(?:fetch|request|stream)|node-fetch)$/, 1],
  [/^axios(?:\.create\(\))?\.(?:get|delete|head|options)$/, 1],
  [/^axios(?:\.create\(\))?\.(?:post|put|patch)$/, 2],
  [/^got(?:\.\w+)?$/, 1],
  [/^node:timers\/promises\.(?:setTimeout|setImmediate)$/, 2],
  [/^node:events\.once$/, 2],
  [/^node:fs\/promises\.readFile$/, 1],
  [/^node:fs\/promises\.writeFile$/, 2],
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
    return file.all("function").flatMap((fn) => {
      const name = signalOf(fn);
      return name === undefined ? [] : judge(file, project, fn, name);
    });
  },
};

/** The name by which a function knows its signal: a parameter, or part of one taken apart. */
function signalOf({ params }: FunctionNode): string | undefined {
  const typed = params.find(({ annotation }) => /^AbortSignal\b(?!\[)/.test(annotation ?? ""));
  if (typed !== undefined) return typed.name;
  return params.flatMap(({ names }) => names).find((name) => name === "signal");
}

function judge(file: SourceFile, project: Project, fn: FunctionNode, name: string): Finding[] {
  const inside = [...below(fn.body, true), fn.body];
  // Wrapping or combining it may be how it is passed on.
  const combines = inside.some(
    (node) =>
      node.kind === "call" &&
      node.args.some(({ value }) => value.kind === "name" && value.name === name),
  );
  return inside.flatMap((node) => {
    if (node.kind !== "call" || mentions(file, node, name)) return [];
    const isOpen = isKnownOpen(file, node) || isOwnOpen(file, project, node);
    if (!isOpen) return [];
    const called = file.source(node.callee).split("\n")[0] ?? "";
    return [
      {
        node,
        message: `\`${called}\` does not get \`${name}\`: it goes on after the caller has given up`,
        fix: `pass \`${name}\` on to \`${called}\``,
        ...(combines && { confidence: "medium" as const }),
      },
    ];
  });
}

/** Any argument that holds a signal counts, whatever it is called there. */
function mentions(file: SourceFile, call: CallNode, name: string): boolean {
  return call.args.some(({ value }) => {
    const text = file.source(value);
    return new RegExp(`\\b${name}\\b|[sS]ignal|[aA]bort`).test(text);
  });
}

function isKnownOpen(file: SourceFile, call: CallNode): boolean {
  const meaning = file.meaning(call.callee) ?? "";
  const known = TAKES_SIGNAL.find(([pattern]) => pattern.test(meaning));
  return known !== undefined && option(file, call, ["signal"], known[1]).is === "missing";
}

/** A function of this project whose own parameters ask for a signal, by place. */
function isOwnOpen(file: SourceFile, project: Project, call: CallNode): boolean {
  const fn = project.target(file, call)?.fn;
  if (fn === undefined || !fn.isAsync) return false;
  const at = fn.params.findIndex(isSignal);
  if (at < 0) return false;
  if (call.args.some(({ spread }) => spread !== undefined)) return false;
  const given: Node | undefined = call.args[at]?.value;
  return given === undefined || given.kind === "literal";
}

const isSignal = ({ name, annotation, rest }: Parameter): boolean =>
  !rest && (name === "signal" || /^AbortSignal\b(?!\[)/.test(annotation ?? ""));
