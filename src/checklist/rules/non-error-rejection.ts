import { executors, settlingCalls } from "../facts/executors.js";
import type { CallNode } from "../ir/expression.js";
import { soleValue } from "../ir/names.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

export const nonErrorRejection: Rule = {
  name: "non-error-rejection",
  item: 4,
  languages: ["typescript"],
  level: "review",
  confidence: "medium",
  check(file) {
    if (!file.text.includes("Promise")) return [];
    const rejections = [
      ...file.all("call").filter((call) => isReject(file, call)),
      ...executors(file).flatMap(({ fn }) => settlingCalls(file, fn, 1)),
    ];
    return rejections.flatMap((node) => {
      const reason = node.args[0];
      const written = file.source(node.callee);
      // `Promise.reject()` is written on purpose, `reject()` because no error was at hand.
      if (reason === undefined) {
        return isReject(file, node) ? [] : [{ node, ...withoutReason(written) }];
      }
      if (reason.spread !== undefined || !isNoError(file, reason.value)) return [];
      return [
        {
          node,
          message:
            "this rejects with a value that is no Error: whoever catches it has no stack, " +
            "and an `instanceof` test lets it pass",
          fix: `\`${written}(new Error(…))\`, with this value in the message or as \`cause\``,
        },
      ];
    });
  },
};

const withoutReason = (written: string) => ({
  message:
    "this rejects with undefined: whoever catches it and reads `error.message` fails with a " +
    "TypeError, and nobody learns what went wrong",
  fix: `\`${written}(new Error(…))\``,
});

function isReject(file: SourceFile, { callee, isNew }: CallNode): boolean {
  if (isNew) return false;
  if (callee.kind === "index") {
    const { object, index } = callee;
    return isText(index, "reject") && file.meaning(object) === "Promise";
  }
  return file.meaning(callee) === "Promise.reject";
}

const isText = (node: Node, text: string): boolean =>
  node.kind === "literal" && node.value === text;

const COMPUTES = /^(?:[-+*/%&|^]|\*\*|<<|>>>?)=?$|^[<>]=?$|^[!=]=$|^(?:in|instanceof|not in)$/;
const MAKES_NO_ERROR = /^(?:String|Number|Boolean|Symbol|BigInt|Array|JSON\.stringify)\(\)$/;

/** Whether the value, whatever it is at run time, cannot be an Error; what is unknown may be. */
function isNoError(file: SourceFile, node: Node, depth = 0): boolean {
  const further = (part: Node | undefined) =>
    part !== undefined && depth < 6 && isNoError(file, part, depth + 1);
  switch (node.kind) {
    case "literal":
    case "template":
    case "list":
    case "comprehension":
      return true;
    case "object":
      return node.entries.every(({ key, spread }) => !spread && key !== "stack");
    case "unary":
      return node.operator !== "await";
    case "binary":
      if (node.operator === "and") return further(node.right);
      if (node.operator === "or" || node.operator === "??") {
        return further(node.left) && further(node.right);
      }
      return COMPUTES.test(node.operator);
    case "conditional":
      return further(node.consequent) && further(node.otherwise);
    case "assign":
      return node.operator === "=" ? further(node.value) : COMPUTES.test(node.operator);
    case "call":
      return MAKES_NO_ERROR.test(file.meaning(node) ?? "");
    case "other":
      return node.type === "SequenceExpression" && further(node.children.at(-1));
    case "name":
      return isNameOfNoError(file, node, further);
    default:
      return false;
  }
}

function isNameOfNoError(
  file: SourceFile,
  node: Extract<Node, { kind: "name" }>,
  further: (value: Node | undefined) => boolean,
): boolean {
  const binding = file.binding(node);
  if (binding === undefined) return node.name === "undefined";
  const { parameter, declaration } = binding;
  const annotation =
    parameter?.annotation ?? (declaration.kind === "assign" ? declaration.annotation : undefined);
  if (annotation !== undefined && isTypeOfNoError(annotation)) return true;
  return further(soleValue(binding));
}

const PLAIN = /^(?:string|number|boolean|bigint|symbol|void|null|undefined|true|false|-?\d.*)$/;

/** A type with a member that cannot be an Error, such as `string` or `Error | undefined`. */
function isTypeOfNoError(annotation: string): boolean {
  const type = annotation.trim();
  if (/^(?:readonly\s+)?\[.*\]$|\[\]$|^(?:Readonly)?Array</s.test(type)) return true;
  const parts = type.split("|").map((part) => part.trim());
  return parts.some((part) => PLAIN.test(part) || /^(?:Readonly<)?["'`]/.test(part));
}
