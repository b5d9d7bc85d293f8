import { below } from "../ir/ancestors.js";
import type { FunctionNode } from "../ir/expression.js";
import type { Node } from "../ir/node.js";
import type { Rule } from "../rule.js";

const CHANGES =
  /^(?:append|extend|insert|add|update|setdefault|pop|popitem|remove|discard|clear|appendleft)$/;

export const sharedDefault: Rule = {
  name: "shared-default",
  item: 6,
  languages: ["python"],
  level: "fail",
  confidence: "high",
  check(file) {
    if (!file.isAsynchronous) return [];
    return file.all("function").flatMap((fn) =>
      fn.isAsync
        ? fn.params.flatMap(({ name, defaultValue }) => {
            if (
              defaultValue === undefined ||
              !isMutable(file.meaning(defaultValue), defaultValue)
            ) {
              return [];
            }
            if (!isChanged(fn, name)) return [];
            return [
              {
                node: defaultValue,
                message:
                  `the default of \`${name}\` is made once: all calls that run at the same time ` +
                  "without it change the same object",
                fix: `default to None, and begin with \`${name} = ${name} or …\``,
              },
            ];
          })
        : [],
    );
  },
};

function isMutable(meaning: string | undefined, value: Node): boolean {
  if (value.kind === "object" || value.kind === "comprehension") return true;
  // A tuple is a list node as well, and cannot be changed.
  if (value.kind === "list") return true;
  return /^(?:dict|list|set|collections\.\w+)\(\)$/.test(meaning ?? "");
}

/** The function changes the object in place, and did not take another one before. */
function isChanged(fn: FunctionNode, name: string): boolean {
  const nodes = [...below(fn.body)];
  const isIt = (node: Node) => node.kind === "name" && node.name === name;
  const isReplaced = nodes.some((node) => node.kind === "assign" && isIt(node.target));
  return (
    !isReplaced &&
    nodes.some((node) => {
      if (node.kind === "assign") return node.target.kind === "index" && isIt(node.target.object);
      if (node.kind !== "call" || node.callee.kind !== "member") return false;
      return CHANGES.test(node.callee.property) && isIt(node.callee.object);
    })
  );
}
