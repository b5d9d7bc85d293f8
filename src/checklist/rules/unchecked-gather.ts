import type { Finding } from "../finding.js";
import { functionOf, isInside } from "../ir/ancestors.js";
import type { CallNode, NameNode } from "../ir/expression.js";
import type { LoopNode, Node } from "../ir/node.js";
import { option } from "../ir/options.js";
import type { SourceFile } from "../ir/source-file.js";
import { usage } from "../ir/usage.js";
import type { Rule } from "../rule.js";

export const uncheckedGather: Rule = {
  name: "unchecked-gather",
  item: 4,
  languages: ["python"],
  level: "fail",
  confidence: "medium",
  check(file) {
    if (!file.text.includes("return_exceptions")) return [];
    return file.callsOf(/^asyncio\.gather$/).flatMap((call) => {
      if (!keepsErrors(file, call)) return [];
      const fn = functionOf(call);
      const after = fn === undefined ? "" : file.text.slice(call.end, fn.end);
      // Whoever speaks of exceptions after it looks for them in some way.
      if (fn === undefined || /isinstance|[Ee]xception|[Ee]rror|\bexcept\b|\btype\(/.test(after)) {
        return [];
      }
      return readIn(file, call).slice(0, 1).map(finding);
    });
  },
};

function finding(node: Node): Finding {
  return {
    node,
    message:
      "with `return_exceptions` this may be an exception instead of a result: it is used as if " +
      "it were one, and the real error is lost",
    fix: "ask `isinstance(result, BaseException)` first, or leave `return_exceptions` out",
  };
}

function keepsErrors(file: SourceFile, call: CallNode): boolean {
  const kept = option(file, call, ["return_exceptions"]);
  return kept.is === "given" && kept.value.kind === "literal" && kept.value.value === true;
}

/** Where one of the results is used as what it should be: `result.json()`, `result["id"]`. */
function readIn(file: SourceFile, call: CallNode): Node[] {
  const waited = usage(call);
  if (waited.kind !== "awaited") return [];
  const { parent } = waited.by;
  if (parent?.kind === "loop") return ofTarget(file, parent.target, parent);
  if (parent?.kind !== "assign") return [];
  const { target } = parent;
  if (target.kind === "list") return target.elements.flatMap((one) => ofTarget(file, one, parent));
  if (target.kind !== "name") return [];
  return ofReferences(file, target, (name) => ofResults(file, name));
}

function ofReferences(
  file: SourceFile,
  target: NameNode,
  then: (name: NameNode) => Node[],
): Node[] {
  const binding = file.binding(target);
  if (binding === undefined || binding.writes.length !== 1) return [];
  return binding.references.filter((one) => one.order > target.order).flatMap(then);
}

/** The list of results is walked through, or one of them taken out. */
function ofResults(file: SourceFile, name: NameNode): Node[] {
  const { parent } = name;
  if (parent?.kind === "loop" && parent.source === name) {
    return ofTarget(file, parent.target, parent);
  }
  if (parent?.kind === "comprehension") {
    const clause = parent.clauses.find(({ source }) => source === name);
    if (clause === undefined || parent.conditions.length > 0) return [];
    return ofTarget(file, clause.target, parent);
  }
  return parent?.kind === "index" && parent.object === name && isUsed(parent) ? [parent] : [];
}

function ofTarget(file: SourceFile, target: Node | undefined, by: LoopNode | Node): Node[] {
  if (target?.kind !== "name") return [];
  const references = file.binding(target)?.references ?? [];
  return references.filter(
    (one) => one !== target && isUsed(one) && (by.kind === "assign" || isInside(one, by)),
  );
}

const isUsed = (node: Node): boolean =>
  (node.parent?.kind === "member" || node.parent?.kind === "index") && node.parent.object === node;
