import { parameterUses } from "../facts/parameter-uses.js";
import type { FunctionNode, NameNode } from "../ir/expression.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

const ERROR = /^(?:err|error|er)$/;
/** A failure while something ends changes nothing any more. */
const ENDS =
  /clos|unlink|rm|destroy|end$|kill|stop|quit|disconnect|remove|delete|clean|exists|access/i;

export const unreadCallbackError: Rule = {
  name: "unread-callback-error",
  item: 4,
  languages: ["typescript"],
  level: "review",
  confidence: "medium",
  check(file) {
    return file.all("function").flatMap((fn) => {
      const [first, second] = fn.params;
      if (first === undefined || second === undefined || !ERROR.test(first.name)) return [];
      if (!isCallback(fn) || reads(file, fn)) return [];
      if (!usesUnseen(file, fn)) return [];
      return [
        {
          node: fn,
          message:
            `nobody looks at \`${first.name}\`: when this fails, the code goes on with ` +
            `\`${second.name}\` undefined`,
          fix: `\`if (${first.name}) …\` first: pass it on, or say why it does not matter`,
        },
      ];
    });
  },
};

/** The last argument of a call that does not only end something. */
function isCallback(fn: FunctionNode): boolean {
  const call = fn.parent;
  if (call?.kind !== "call" || call.args.at(-1)?.value !== fn) return false;
  const { callee } = call;
  const name =
    callee.kind === "member" ? callee.property : callee.kind === "name" ? callee.name : "";
  return !ENDS.test(name) && !/^(?:on|once|use|map|then|catch|addListener|forEach)$/.test(name);
}

/** The result is taken apart or handed on, and never tested whether it is there. */
function usesUnseen(file: SourceFile, fn: FunctionNode): boolean {
  const uses = parameterUses(file, fn, 1);
  return uses.length > 0 && !uses.some(isTested);
}

function isTested({ parent }: NameNode): boolean {
  switch (parent?.kind) {
    case "if":
    case "conditional":
    case "unary":
    case "binary":
      return true;
    default:
      return false;
  }
}

function reads(file: SourceFile, fn: FunctionNode): boolean {
  if (/\barguments\b/.test(file.source(fn.body))) return true;
  return parameterUses(file, fn, 0).length > 0;
}
