import type { Finding } from "../finding.js";
import type { CallNode } from "../ir/expression.js";
import { dotted } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

export const unorderedRowLocks: Rule = {
  name: "unordered-row-locks",
  item: 10,
  languages: ["typescript", "python"],
  level: "fail",
  confidence: "high",
  check(file) {
    if (!/for[_ ]?update/i.test(file.text)) return [];
    return [
      ...file.all("literal").flatMap((node) => statement(file, node, String(node.value ?? ""))),
      ...file.all("template").flatMap((node) => statement(file, node, node.text)),
      ...file.all("call").flatMap((call) => queried(file, call)),
    ];
  },
};

const LOCKS =
  /^\s*(?:with|select)\s[\s\S]*\bfor\s+(?:no\s+key\s+)?update\b(?!\s+(?:skip\s+locked|nowait))/i;
const SEVERAL = /\bin\s*\(|=\s*any\s*\(|\bin\s+(?:\{\}|%s|:\w+)/i;

/** Rows of a list; others are locked in the order in which the index or the heap has them. */
function statement(file: SourceFile, node: Node, text: string): Finding[] {
  if (
    !LOCKS.test(text) ||
    !SEVERAL.test(text) ||
    /order\s+by|skip\s+locked|nowait|limit\s+1\b/i.test(text)
  ) {
    return [];
  }
  return [finding(file, node, "add `ORDER BY` the key to the statement")];
}

const MANY = /(?:__in\s*=|\.in_\(|\bIn\()/;

/** `filter(id__in=ids).select_for_update()`, `where(X.id.in_(ids)).with_for_update()`. */
function queried(file: SourceFile, call: CallNode): Finding[] {
  if (file.language !== "python" || call.callee.kind !== "member") return [];
  if (!/^(?:select_for_update|with_for_update)$/.test(call.callee.property)) return [];
  const chain = wholeChain(call);
  const text = file.source(chain);
  if (!MANY.test(text) || /order_by|skip_locked|nowait/.test(text)) return [];
  return [finding(file, chain, "add `order_by` the key to the query")];
}

/** The call at the end of `a.b().c().d()`, from one in the middle. */
function wholeChain(call: CallNode): Node {
  let node: Node = call;
  while (node.parent?.kind === "member" && node.parent.parent?.kind === "call") {
    if (node.parent.parent.callee !== node.parent) break;
    node = node.parent.parent;
  }
  return dotted(node) === undefined ? call : node;
}

function finding(file: SourceFile, node: Node, fix: string): Finding {
  const { line } = file.position(node.start);
  return {
    node,
    message:
      `the rows that line ${line} locks are locked in any order: two transactions that share two ` +
      "rows can each hold one and wait for the other's",
    fix,
  };
}
