import { callbackOf } from "../facts/callbacks.js";
import { lastName } from "../ir/names.js";
import type { Rule } from "../rule.js";

const EFFECT = /^use(?:Layout|Insertion)?Effect$/;

export const asyncEffect: Rule = {
  name: "async-effect",
  item: 3,
  languages: ["typescript"],
  level: "fail",
  confidence: "high",
  check(file) {
    if (!file.text.includes("Effect")) return [];
    return file.callsNamed(EFFECT).flatMap((call) => {
      const name = lastName(call.callee);
      const effect = callbackOf(file, call.args[0]?.value);
      const passed = call.args[0]?.value;
      if (!effect?.isAsync || passed === undefined) return [];
      return [
        {
          node: passed,
          message:
            `\`${name}\` takes the promise for its clean-up: nothing is cleaned up, an error is ` +
            "an unhandled rejection, and an answer that comes late still sets state",
          fix: "call an async function inside it, catch its errors, and abort it in the clean-up",
        },
      ];
    });
  },
};
