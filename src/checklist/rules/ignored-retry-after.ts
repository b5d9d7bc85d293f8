import { ancestors, below, functionOf, loopsAround } from "../ir/ancestors.js";
import type { LiteralNode } from "../ir/expression.js";
import type { LoopNode, Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

const TOLD = /retry[-_]?after|rate_?limit[-_]?reset|x-ratelimit|getRetryDelay|retry_?delay_?from/i;
const TRIES_AGAIN = /retr(?:y|ies)|attempt|back_?off|tries/i;
const WAITS = /sleep|delay|setTimeout|back_?off|\bwait/i;

export const ignoredRetryAfter: Rule = {
  name: "ignored-retry-after",
  item: 9,
  languages: ["typescript", "python"],
  level: "review",
  confidence: "medium",
  check(file) {
    const statuses = file.all("literal").filter(({ value }) => value === 429);
    if (statuses.length === 0 || TOLD.test(file.text)) return [];
    return statuses.flatMap((node) => {
      if (!isAsked(node)) return [];
      if (isRetriedAtOnce(file, node)) {
        return [
          {
            node,
            message:
              "who is refused with 429 is asked again at once: every answer is another 429, and " +
              "the service counts them",
            fix: "wait for the seconds in the answer's `Retry-After` header before the next try",
            level: "fail",
          },
        ];
      }
      if (!isRetried(file, node)) return [];
      return [
        {
          node,
          message:
            "with 429 the service says in `Retry-After` when it will answer again; who comes " +
            "back sooner is refused again, and for longer",
          fix: "wait at least for the seconds in the answer's `Retry-After` header",
        },
      ];
    });
  },
};

/** `status === 429`, `[429, 503].includes(status)`, `case 429`. */
function isAsked({ parent }: LiteralNode): boolean {
  if (parent?.kind === "list") return true;
  if (parent?.kind === "switch") return true;
  return parent?.kind === "binary" && /^(?:[!=]=|in)$/.test(parent.operator);
}

/** `if (status === 429) continue`, or the function calls itself, and nothing waits. */
function isRetriedAtOnce(file: SourceFile, { parent }: LiteralNode): boolean {
  const by = parent?.parent;
  if (parent?.kind !== "binary" || parent.operator !== "==" || by?.kind !== "if") return false;
  const fn = functionOf(by);
  const [loop] = loopsAround(by);
  if (by.test !== parent || fn === undefined || WAITS.test(file.source(loop ?? fn))) return false;
  return [by.consequent, ...below(by.consequent)].some((node) => {
    if (node.kind === "jump") return node.to === "continue" && isAnotherTry(file, loop);
    return node.kind === "call" && fn.name !== undefined && file.target(node) === fn;
  });
}

/** The loop counts attempts; one over things to load goes on to the next of them. */
const isAnotherTry = (file: SourceFile, loop: LoopNode | undefined): boolean =>
  loop !== undefined &&
  (loop.form !== "each" ||
    (loop.source !== undefined && /\brange\(/.test(file.source(loop.source))));

/** In a loop that waits, or in a function that by its name or words tries again. */
function isRetried(file: SourceFile, node: Node): boolean {
  for (const around of ancestors(node)) {
    if (around.kind === "loop" && WAITS.test(file.source(around))) return hasTry(around);
    if (around.kind === "function") {
      if (TRIES_AGAIN.test(around.name ?? "")) return true;
      if (WAITS.test(file.source(around)) && TRIES_AGAIN.test(file.source(around))) return true;
    }
  }
  return node.parent?.kind === "list" && TRIES_AGAIN.test(nameAround(node));
}

const hasTry = (node: Node): boolean =>
  [...below(node, true)].some(({ kind }) => kind === "await" || kind === "try" || kind === "call");

/** The name that a list of statuses is given to: `RETRYABLE = [429, 503]`. */
function nameAround(node: Node): string {
  for (const around of ancestors(node)) {
    if (around.kind === "assign" && around.target.kind === "name") return around.target.name;
    if (around.kind === "field") return around.name;
    if (around.kind === "function") return "";
  }
  return "";
}
