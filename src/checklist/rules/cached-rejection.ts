import { conditions } from "../facts/conditions.js";
import { isNothing } from "../facts/changes.js";
import { sharedPath } from "../facts/shared-state.js";
import type { Finding } from "../finding.js";
import { ancestors, below, functionOf } from "../ir/ancestors.js";
import type { AssignNode, CallNode, FunctionNode } from "../ir/expression.js";
import { pausesBetween } from "../ir/flow.js";
import { dotted } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import type { Binding } from "../ir/scope.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Project } from "../project.js";
import type { Rule } from "../rule.js";

/** What is done once, whatever comes of it. */
const ENDS = /clos|stop|end|dispos|shut|destroy|exit|disconnect/i;

export const cachedRejection: Rule = {
  name: "cached-rejection",
  item: 4,
  languages: ["typescript"],
  level: "review",
  confidence: "medium",
  check(file, project) {
    const inMaps = file.callsNamed(/^set$/).flatMap((call) => inMap(file, project, call));
    const inFields = file.all("assign").flatMap((node) => {
      if (node.value?.kind !== "call" || node.declares !== undefined) return [];
      const fn = functionOf(node);
      if (fn === undefined) return [];
      const path = sharedPath(file, node.target, fn);
      if (path === undefined || ENDS.test(path)) return [];
      if (!isPromise(file, node.value, project) || !isKeptOnce(file, node, path, fn)) return [];
      if (isForgotten(file, node, path)) return [];
      return [
        {
          node,
          message:
            `when this rejects, \`${path}\` keeps the rejected promise: every later caller gets ` +
            "the same old error, and nobody tries again",
          fix: `take it out on failure: \`.catch((e) => { ${path} = undefined; throw e; })\``,
        },
      ];
    });
    return [...inMaps, ...inFields];
  },
};

/** `cache.set(key, load(key))`, where nothing is ever taken out of the cache. */
function inMap(file: SourceFile, project: Project, call: CallNode): Finding[] {
  const { callee, args } = call;
  const fn = functionOf(call);
  if (callee.kind !== "member" || callee.property !== "set" || args.length !== 2) return [];
  const cache = fn && sharedPath(file, callee.object, fn);
  if (cache === undefined || file.meaning(callee.object) !== "Map()") return [];
  const given = args[1]?.value;
  const binding = given?.kind === "name" ? file.binding(given) : undefined;
  const made = binding === undefined ? given : lastValue(binding, call);
  if (!isPromiseGiven(binding) && (made === undefined || !isPromise(file, made, project))) {
    return [];
  }
  const last = cache.split(".").at(-1) ?? cache;
  const removals = file
    .callsNamed(/^(?:delete|clear)$/)
    .filter(({ callee: by }) => (dotted(by) ?? "").split(".").at(-2) === last);
  if (removals.some((removal) => !isSkippedOnError(removal, call))) return [];
  if (binding && new RegExp(`\\b${binding.name}\\s*\\.(?:catch|then)\\(`).test(file.text))
    return [];
  if (made !== undefined && catchesInside(file, made)) return [];
  return [
    {
      node: call,
      message:
        `when this promise rejects, \`${cache}\` keeps it: everyone who asks for the same key ` +
        "gets the same old error, and nobody tries again",
      fix: `take it out on failure: \`.catch((e) => { ${cache}.delete(key); throw e; })\``,
    },
  ];
}

/** `remember(key: string, work: Promise<Value>)`. */
const isPromiseGiven = (binding: Binding | undefined): boolean =>
  binding?.kind === "parameter" && binding.parameter?.annotation?.startsWith("Promise<") === true;

/** It stands behind an await of the same function, where an error never comes. */
const isSkippedOnError = (removal: CallNode, call: CallNode): boolean =>
  functionOf(removal) === functionOf(call) &&
  pausesBetween(call, removal).some(({ kind }) => kind === "await") &&
  ![...ancestors(removal)].some(({ kind }) => kind === "try" || kind === "catch");

const lastValue = ({ writes }: Binding, before: Node): Node | undefined =>
  writes.findLast(({ by, value }) => value !== undefined && by.order < before.order)?.value;

/** `this.ready ??= load()`, `if (!this.ready) this.ready = load()`. */
function isKeptOnce(file: SourceFile, node: AssignNode, path: string, fn: FunctionNode): boolean {
  if (/^(?:\?\?|\|\|)=$/.test(node.operator)) return true;
  return [...below(fn.body)].some(
    (check) =>
      check.kind === "if" &&
      check.test.order < node.order &&
      conditions(file, check.test, fn).some((one) => one.path === path && one.says !== "other"),
  );
}

function isPromise(file: SourceFile, value: Node, project: Project): boolean {
  if (value.kind !== "call") return false;
  if (value.callee.kind === "function") return value.callee.isAsync;
  const target = project.target(file, value)?.fn;
  if (target !== undefined)
    return target.isAsync || target.returns?.startsWith("Promise<") === true;
  return /^(?:fetch|node:fs\/promises\.\w+|import)$/.test(file.meaning(value.callee) ?? "");
}

/** Something sets it back, or looks at its rejection. */
function isForgotten(file: SourceFile, node: AssignNode, path: string): boolean {
  const last = path.split(".").at(-1) ?? path;
  const isReset = file
    .all("assign")
    .some(
      (other) =>
        other !== node &&
        other.declares === undefined &&
        (dotted(other.target)?.endsWith(last) ?? false) &&
        isNothing(other.value),
    );
  return (
    isReset ||
    catchesInside(file, node.value) ||
    new RegExp(`\\b${last}\\)?[?!]*\\.(?:catch|then)\\(`).test(file.text)
  );
}

/** What makes the promise deals with errors itself. */
function catchesInside(file: SourceFile, value: Node | undefined): boolean {
  if (value?.kind !== "call") return false;
  const fn = value.callee.kind === "function" ? value.callee : file.target(value);
  return (
    fn !== undefined && [...below(fn.body)].some(({ kind }) => kind === "try" || kind === "catch")
  );
}
