import { conditions } from "../facts/conditions.js";
import { isNothing } from "../facts/changes.js";
import { sharedPath } from "../facts/shared-state.js";
import { below, functionOf } from "../ir/ancestors.js";
import type { AssignNode, FunctionNode } from "../ir/expression.js";
import { dotted } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
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
    return file.all("assign").flatMap((node) => {
      const fn = functionOf(node);
      if (fn === undefined || node.value === undefined || node.declares !== undefined) return [];
      const path = sharedPath(file, node.target, fn);
      if (path === undefined || ENDS.test(path) || !isKeptOnce(file, node, path, fn)) return [];
      if (!isPromise(file, node.value, project) || isForgotten(file, node, path)) return [];
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
  },
};

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
  const target = node.value?.kind === "call" ? file.target(node.value) : undefined;
  const catches = (fn: FunctionNode | undefined): boolean =>
    fn !== undefined && [...below(fn.body)].some(({ kind }) => kind === "try" || kind === "catch");
  const own =
    node.value?.kind === "call" && node.value.callee.kind === "function"
      ? node.value.callee
      : undefined;
  return (
    isReset ||
    catches(target) ||
    catches(own) ||
    new RegExp(`\\b${last}\\)?[?!]*\\.(?:catch|then)\\(`).test(file.text)
  );
}
