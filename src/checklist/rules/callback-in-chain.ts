import { below } from "../ir/ancestors.js";
import type { CallNode, FunctionNode } from "../ir/expression.js";
import type { Node } from "../ir/node.js";
import type { Binding } from "../ir/scope.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

export const callbackInChain: Rule = {
  name: "callback-in-chain",
  item: 4,
  languages: ["typescript"],
  level: "review",
  confidence: "medium",
  check(file) {
    return file.callsNamed(/^catch$/).flatMap((caught) => {
      const [handler] = caught.args;
      const succeeds = successOf(caught);
      if (handler === undefined || succeeds === undefined) return [];
      const node = callbackIn(file, succeeds);
      if (node === undefined || !isCalledBy(file, handler.value, callee(file, node))) return [];
      const name = file.source(node.callee);
      return [
        {
          node,
          message:
            `when \`${name}\` throws, the \`catch\` behind it takes that for a failure of ` +
            `the work and calls \`${name}\` a second time`,
          fix: "`.then(onValue, onError)`: its second function does not see what the first throws",
        },
      ];
    });
  },
};

/** The function of `.then(fn)` directly before `.catch(…)`. */
function successOf({ callee: end }: CallNode): FunctionNode | undefined {
  if (end.kind !== "member" || end.object.kind !== "call") return undefined;
  const { callee: before, args } = end.object;
  if (before.kind !== "member" || before.property !== "then" || args.length !== 1) return undefined;
  const value = args[0]?.value;
  return value?.kind === "function" ? value : undefined;
}

/** The last thing that the function does, when that is to call back: `cb(null, value)`. */
function callbackIn(file: SourceFile, fn: FunctionNode): CallNode | undefined {
  const last = fn.body.kind === "block" ? fn.body.body.at(-1) : fn.body;
  const call = last?.kind === "expression" || last?.kind === "return" ? last.value : last;
  if (call?.kind !== "call" || callee(file, call)?.kind !== "parameter") return undefined;
  const [first] = call.args;
  const isSuccess = first === undefined || /^(?:null|undefined)$/.test(file.source(first.value));
  return isSuccess ? call : undefined;
}

function callee(file: SourceFile, { callee: name }: CallNode): Binding | undefined {
  return name.kind === "name" ? file.binding(name) : undefined;
}

/** The handler is the callback itself, or a function that calls it. */
function isCalledBy(file: SourceFile, handler: Node, callback: Binding | undefined): boolean {
  if (handler.kind === "name") return file.binding(handler) === callback;
  if (handler.kind !== "function") return false;
  return [handler.body, ...below(handler.body)].some(
    (node) => node.kind === "call" && callee(file, node) === callback,
  );
}
