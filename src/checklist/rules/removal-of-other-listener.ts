import type { CallNode } from "../ir/expression.js";
import { lastName } from "../ir/names.js";
import type { Node } from "../ir/node.js";
import type { Rule } from "../rule.js";

const REMOVES = /^(?:removeEventListener|removeListener|off)$/;

export const removalOfOtherListener: Rule = {
  name: "removal-of-other-listener",
  item: 3,
  languages: ["typescript"],
  level: "fail",
  confidence: "high",
  check(file) {
    return file.callsNamed(REMOVES).flatMap((call) => {
      const event = call.args[0]?.value;
      const listener = call.args[1]?.value;
      if (call.callee.kind !== "member" || listener === undefined || !isNew(listener)) return [];
      if (event?.kind !== "literal" && event?.kind !== "member") return [];
      return [
        {
          node: listener,
          message:
            `\`${lastName(call.callee)}\` gets a function that was made just now, and so was ` +
            "never added: the listener stays, with all that it holds on to",
          fix: "keep the function in a variable, and add and remove that",
        },
      ];
    });
  },
};

/** Written in place, or the result of `bind`. */
const isNew = (node: Node): boolean =>
  node.kind === "function" || (node.kind === "call" && isBind(node));

const isBind = ({ callee }: CallNode): boolean =>
  callee.kind === "member" && callee.property === "bind";
