import { ancestors, functionOf } from "../ir/ancestors.js";
import type { CallNode } from "../ir/expression.js";
import type { Node } from "../ir/node.js";
import { option } from "../ir/options.js";
import type { SourceFile } from "../ir/source-file.js";
import { usage } from "../ir/usage.js";
import type { Rule } from "../rule.js";

/** At the end of a life nobody is left to be told. */
const ENDS =
  /clos|stop|shut|dispos|destroy|clean|tear|drain|flush|cancel|abort|exit|kill|finali|unsub|end$/i;

export const ignoredFailures: Rule = {
  name: "ignored-failures",
  item: 4,
  languages: ["typescript", "python"],
  level: "review",
  confidence: "medium",
  check(file) {
    return file.callsOf(/^(?:Promise\.allSettled|asyncio\.gather)$/).flatMap((node) => {
      if (!keepsFailures(file, node) || !isThrownAway(file, node) || isEnding(file, node))
        return [];
      return [
        {
          node,
          message:
            "failures come back as results here, and nobody looks at them: work that failed " +
            "counts as done",
          fix:
            file.language === "python"
              ? "look for exceptions among the results, or use an asyncio.TaskGroup"
              : "look at each `reason`, or use `Promise.all`",
        },
      ];
    });
  },
};

function keepsFailures(file: SourceFile, node: CallNode): boolean {
  const meaning = file.meaning(node.callee);
  if (meaning === "Promise.allSettled") return true;
  if (meaning !== "asyncio.gather") return false;
  const kept = option(file, node, ["return_exceptions"]);
  return kept.is === "given" && kept.value.kind === "literal" && kept.value.value === true;
}

/** Awaited, and then discarded or kept in a name that nobody reads. */
function isThrownAway(file: SourceFile, node: Node): boolean {
  const first = usage(node);
  if (first.kind !== "awaited") return false;
  const { kind, by } = usage(first.by);
  if (kind === "discarded" || kind === "voided") return true;
  if (kind !== "assigned" || by.kind !== "assign" || by.target.kind !== "name") return false;
  return file.binding(by.target)?.references.length === 1;
}

/** In clean-up, after a cancel, or where every promise has its own handler. */
function isEnding(file: SourceFile, node: CallNode): boolean {
  const fn = functionOf(node);
  const before = file.text.slice(fn?.start ?? 0, node.start);
  if (/\.(?:cancel|abort|kill|terminate)\(/.test(before)) return true;
  const written = file.source(node);
  if (/\.catch\(|\bcatch\b|\bexcept\b|clean_?up/i.test(written)) return true;
  if (/\.(?:close|disconnect|end|stop|quit)\(\)/.test(written)) return true;
  for (const around of ancestors(node)) {
    if (around.kind === "function" && ENDS.test(around.name ?? "")) return true;
    if (around.kind === "catch") return true;
    if (around.kind === "try" && around.finalizer !== undefined) {
      if (around.finalizer.start <= node.start) return true;
    }
  }
  return false;
}
