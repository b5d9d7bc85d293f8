import { below, functionOf } from "../ir/ancestors.js";
import type { CallNode, FunctionNode } from "../ir/expression.js";
import { pauses } from "../ir/flow.js";
import { lastName } from "../ir/names.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

const EFFECT = /^use(?:Layout)?Effect$/;
/** What says that an answer is no longer wanted. */
const GUARD = /\.abort\(|cancel|stale|ignore|mounted|active|current|latest|disposed/i;

export const staleResponse: Rule = {
  name: "stale-response",
  item: 6,
  languages: ["typescript"],
  level: "fail",
  confidence: "medium",
  check(file) {
    if (!file.text.includes("Effect(")) return [];
    return file.all("call").flatMap((call) => {
      const [effect, inputs] = call.args.map(({ value }) => value);
      if (!EFFECT.test(lastName(call.callee)) || effect?.kind !== "function") return [];
      if (inputs?.kind !== "list" || endsItself(effect) || GUARD.test(file.source(effect)))
        return [];
      const changing = new Set(inputs.elements.map((input) => file.source(input)));
      const late = lateSetter(file, effect);
      if (late === undefined || !asksFor(file, effect, changing)) return [];
      const name = file.source(late);
      const asked = [...changing].join("`, `");
      return [
        {
          node: late,
          message:
            `\`${name}\` takes whatever answer comes last: when \`${asked}\` ` +
            "changes while one is under way, the answer to the old question can overwrite the new",
          fix:
            "`let stale = false` in the effect, `return () => { stale = true; }`, and look at it " +
            `before \`${name}\`; or pass an AbortController's signal and abort it there`,
        },
      ];
    });
  },
};

/** It gives back what React calls before the next one. */
const endsItself = (effect: FunctionNode): boolean =>
  effect.body.kind === "function" ||
  [...below(effect.body)].some((node) => node.kind === "return" && node.value !== undefined);

/** A state's setter, where it is called after a pause or given to `then`. */
function lateSetter(file: SourceFile, effect: FunctionNode): Node | undefined {
  for (const node of below(effect.body, true)) {
    if (node.kind !== "call") continue;
    if (isThen(node)) {
      const setter = node.args.find(({ value }) => isSetter(file, value));
      if (setter !== undefined) return setter.value;
    }
    const fn = functionOf(node);
    if (!isSetter(file, node.callee) || fn === undefined || fn === effect) continue;
    const [first] = pauses(fn);
    const isLate =
      first === undefined ? fn.parent !== undefined && isThen(fn.parent) : first.order < node.order;
    if (isLate) return node.callee;
  }
  return undefined;
}

/** `setUser` of `const [user, setUser] = useState()`. */
function isSetter(file: SourceFile, callee: Node): boolean {
  if (callee.kind !== "name" || !/^set[A-Z]/.test(callee.name)) return false;
  const declaration = file.binding(callee)?.declaration;
  if (declaration?.kind !== "assign" || declaration.value?.kind !== "call") return false;
  return lastName(declaration.value.callee) === "useState";
}

const isThen = (node: Node): node is CallNode =>
  node.kind === "call" && node.callee.kind === "member" && node.callee.property === "then";

/** Whether what is asked for depends on an input: it is part of a call's arguments. */
function asksFor(file: SourceFile, effect: FunctionNode, inputs: ReadonlySet<string>): boolean {
  return [...below(effect.body, true)].some(
    (node) =>
      node.kind === "call" &&
      !isSetter(file, node.callee) &&
      node.args.some(({ value }) =>
        [value, ...below(value)].some((part) => inputs.has(file.source(part))),
      ),
  );
}
