import { below, functionOf } from "../ir/ancestors.js";
import type { CallNode, FunctionNode } from "../ir/expression.js";
import { mayFollow } from "../ir/flow.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

const CALLBACK = /^(?:cb|callback|done|next|_?cb|fn|handler)$/;
const ERROR = /^_?(?:e|err|error|er|ex)\d?$|Err(?:or)?$/;

export const callbackTwice: Rule = {
  name: "callback-twice",
  item: 4,
  languages: ["typescript"],
  level: "fail",
  confidence: "medium",
  check(file) {
    return file.callsNamed(CALLBACK).flatMap((node) => {
      const statement = node.parent;
      if (statement?.kind !== "expression" || !passesError(node)) return [];
      const name = callbackOf(file, node);
      if (name === undefined || !isCalledAgain(file, node, statement)) return [];
      return [
        {
          node,
          message:
            `after this error the function goes on and calls \`${name}\` once more: the caller ` +
            "is told of a failure and then of a success",
          fix: `\`return ${file.source(node)};\``,
        },
      ];
    });
  },
};

/** `cb(err)` inside `if (err) …`. */
function passesError({ args, parent }: CallNode): boolean {
  const [first] = args;
  if (first?.value.kind !== "name" || !ERROR.test(first.value.name)) return false;
  const block = parent?.parent;
  const choice = block?.kind === "block" ? block.parent : block;
  if (choice?.kind !== "if") return false;
  return choice.otherwise === undefined && choice.test.kind === "name";
}

/** The name of the parameter that is called, of this function or one around it. */
function callbackOf(file: SourceFile, { callee }: CallNode): string | undefined {
  if (callee.kind !== "name" || !CALLBACK.test(callee.name)) return undefined;
  return file.binding(callee)?.kind === "parameter" ? callee.name : undefined;
}

/** A later statement of the same function calls it whatever happened before. */
function isCalledAgain(file: SourceFile, call: CallNode, statement: Node): boolean {
  const fn = functionOf(call);
  const binding = call.callee.kind === "name" ? file.binding(call.callee) : undefined;
  if (fn === undefined || binding === undefined) return false;
  return binding.references.some((reference) => {
    const again = reference.parent;
    if (again?.kind !== "call" || again.callee !== reference || again === call) return false;
    return (
      functionOf(again) === fn &&
      again.start > statement.end &&
      isUnconditional(again, fn) &&
      mayFollow(call, again)
    );
  });
}

function isUnconditional(node: Node, fn: FunctionNode): boolean {
  for (let at = node.parent; at !== undefined && at !== fn; at = at.parent) {
    if (/^(?:if|conditional|switch|loop|catch|binary|function)$/.test(at.kind)) return false;
  }
  return [...below(fn)].length > 0;
}
