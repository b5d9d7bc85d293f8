import { functionOf } from "../ir/ancestors.js";
import type { Rule } from "../rule.js";

const NEEDS_LOOP = new RegExp(
  "^(?:aiohttp\\.(?:ClientSession|TCPConnector|UnixConnector)|" +
    "asyncio\\.(?:create_task|get_running_loop|timeout|current_task))$",
);

export const sessionBeforeLoop: Rule = {
  name: "session-before-loop",
  item: 11,
  languages: ["python"],
  level: "fail",
  confidence: "high",
  check(file) {
    if (!/aiohttp|asyncio/.test(file.text)) return [];
    return file.callsOf(NEEDS_LOOP).flatMap((call) => {
      if (functionOf(call) !== undefined) return [];
      const name = file.source(call.callee);
      return [
        {
          node: call,
          message:
            `\`${name}\` runs when the module is imported, before there is an event loop: it ` +
            "raises, or belongs to a loop that is never run",
          fix: "make it in a coroutine, when the program starts",
        },
      ];
    });
  },
};
