import { isPromise, isUncertainPromise, makesPromises } from "../facts/promises.js";
import type { Finding } from "../finding.js";
import type { CallNode } from "../ir/expression.js";
import { soleValue } from "../ir/names.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import { usage } from "../ir/usage.js";
import type { Project } from "../project.js";
import type { Rule } from "../rule.js";

/** What promises and coroutines have themselves; everything else is asked of the wrong object. */
const OWN = new RegExp(
  "^(?:then|catch|finally|constructor|__\\w+__|close|send|throw|cr_\\w+|" +
    "cancel|cancelled|done|result|exception|(?:add|remove)_done_callback)$",
);

export const promiseAsValue: Rule = {
  name: "promise-as-value",
  item: 3,
  languages: ["typescript", "python"],
  level: "fail",
  confidence: "high",
  check(file, project) {
    const tested = tests(file).flatMap((node) => judgeTest(file, project, node) ?? []);
    const read = file.all("member").flatMap(({ object, property, parent }) => {
      if (object.kind !== "name" && object.kind !== "call") return [];
      if (OWN.test(property) || (parent?.kind === "assign" && parent.value === undefined))
        return [];
      return judgeRead(file, project, object) ?? [];
    });
    const lists = file.language === "python" ? [] : file.all("call");
    return [...tested, ...read, ...lists.flatMap((call) => judgeList(file, project, call) ?? [])];
  },
};

/** The expressions whose truth decides something. */
function tests(file: SourceFile): Node[] {
  const found = [
    ...file.all("if").map(({ test }) => test),
    ...file.all("conditional").map(({ test }) => test),
    ...file.all("loop").flatMap(({ form, test }) => (form === "each" ? [] : (test ?? []))),
  ];
  return found.flatMap(operands);
}

function operands(node: Node): Node[] {
  if (node.kind === "unary" && node.operator === "not") return operands(node.value);
  if (node.kind === "binary" && /^(?:and|or)$/.test(node.operator)) {
    return [node.left, node.right].flatMap(operands);
  }
  return [node];
}

function judgeTest(file: SourceFile, project: Project, node: Node): Finding | undefined {
  const isSure = isPromise(file, project, node) && isPlain(file, node);
  if (!isSure && !isUncertainPromise(file, project, node)) return undefined;
  const name = file.head(node);
  const what = file.language === "python" ? "a coroutine" : "a promise";
  return {
    node,
    message: `\`${name}\` is ${what}, which is always true, whatever it would give`,
    fix: `write \`await ${name}\``,
    ...(!isSure && { confidence: "medium" as const }),
  };
}

function judgeRead(file: SourceFile, project: Project, object: Node): Finding | undefined {
  if (!isPromise(file, project, object) || !isPlain(file, object)) return undefined;
  const name = file.head(object);
  const what = file.language === "python" ? "a coroutine" : "a promise";
  return {
    node: object,
    message: `\`${name}\` is still ${what} here and has nothing of what it would give`,
    fix: `write \`(await ${name})\``,
  };
}

/** What looks at the elements of a list, which are promises yet. */
const LOOKS = /^(?:filter|find|findIndex|findLast|some|every|join|sort|toSorted|includes|indexOf)$/;

function judgeList(file: SourceFile, project: Project, call: CallNode): Finding | undefined {
  if (!makesPromises(file, project, call)) return undefined;
  const used = usage(call);
  const isRead =
    used.kind === "object" && used.by.kind === "member" && LOOKS.test(used.by.property);
  if (!isRead && used.kind !== "awaited") return undefined;
  const list = `${file.head(call.callee)}(…)`;
  return {
    node: call,
    message: isRead
      ? `\`${list}\` gives a list of promises, and this looks at them, not at what they give`
      : `awaiting the list that \`${list}\` gives waits for none of its promises`,
    fix: `\`await Promise.all(${list})\``,
  };
}

/** A variable must hold the promise from the start, and get no properties of its own. */
function isPlain(file: SourceFile, node: Node): boolean {
  if (node.kind !== "name") return true;
  const binding = file.binding(node);
  if (soleValue(binding) === undefined || binding?.declaration.kind !== "assign") return false;
  if (binding.declaration.value === undefined) return false;
  return !binding.references.some(
    ({ parent }) =>
      parent?.kind === "member" &&
      parent.parent?.kind === "assign" &&
      parent.parent.target === parent,
  );
}
