import { ancestors, functionOf } from "../ir/ancestors.js";
import type { CallNode, FunctionNode } from "../ir/expression.js";
import { dotted } from "../ir/locks.js";
import type { LoopNode, Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

/** What somebody outside sends. */
const OUTSIDE =
  /^(?:req|request|socket|sock|conn|connection|ctx\.req|this\.(?:req|request|socket|_?sock))$/;
const PYTHON_OUTSIDE = /^(?:req|request|self\.request|this\.request)\.(?:stream|content|body)\b/;
const BOUNDED =
  /\b(?:max|limit)|(?:max|limit|size|length|bytes)\w*\s*[<>]|[<>]\s*\w*(?:max|limit)|too_?large/i;

export const unboundedBody: Rule = {
  name: "unbounded-body",
  item: 7,
  languages: ["typescript", "python"],
  level: "review",
  confidence: "medium",
  check(file) {
    const places = [
      ...file
        .callsNamed(/^(?:on|addListener)$/)
        .flatMap((call) => (isDataListener(call) ? [call] : [])),
      ...file.all("loop").filter((loop) => readsFromOutside(file, loop)),
    ];
    return places.flatMap((node) => {
      const grown = grownIn(node);
      if (grown === undefined || BOUNDED.test(file.source(outermost(node) ?? node))) return [];
      return [
        {
          node: grown,
          message:
            "this keeps whatever the other side sends: it takes one sender who does not stop to " +
            "fill the memory",
          fix: "count the bytes, and answer 413 or close the connection at a maximum",
        },
      ];
    });
  },
};

/** `request.on("data", …)`. */
function isDataListener({ callee, args }: CallNode): boolean {
  if (callee.kind !== "member" || !/^(?:on|addListener)$/.test(callee.property)) return false;
  const event = args[0]?.value;
  const isData = event?.kind === "literal" && event.value === "data";
  return isData && OUTSIDE.test(dotted(callee.object) ?? "");
}

function readsFromOutside(file: SourceFile, { isAsync, source }: LoopNode): boolean {
  if (!isAsync || source === undefined) return false;
  if (file.language === "python") return PYTHON_OUTSIDE.test(file.source(source));
  return OUTSIDE.test(dotted(source) ?? "");
}

/** `chunks.push(chunk)`, `body += chunk` on something from outside the listener or loop. */
function grownIn(node: Node): Node | undefined {
  const body = node.kind === "call" ? node.args[1]?.value : node;
  if (body?.kind !== "function" && body?.kind !== "loop") return undefined;
  const open: Node[] = [body.body];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at.kind === "assign" && at.operator === "+=" && at.value?.kind !== "literal") {
      if (at.value !== undefined && !isCount(at.value)) return at;
    }
    if (at.kind === "call" && at.callee.kind === "member") {
      if (/^(?:push|append|extend)$/.test(at.callee.property)) return at;
    }
    open.push(...at.children);
  }
  return undefined;
}

const isCount = (node: Node): boolean =>
  (node.kind === "member" && /length$/i.test(node.property)) ||
  (node.kind === "call" && dotted(node.callee) === "len");

function outermost(node: Node): FunctionNode | undefined {
  let found = functionOf(node);
  for (const around of ancestors(node)) if (around.kind === "function") found = around;
  return found;
}
