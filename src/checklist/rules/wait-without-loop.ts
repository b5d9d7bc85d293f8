import { enclosing } from "../ir/ancestors.js";
import type { Rule } from "../rule.js";

export const waitWithoutLoop: Rule = {
  name: "wait-without-loop",
  item: 6,
  languages: ["python"],
  level: "fail",
  confidence: "high",
  check(file) {
    return file.callsNamed(/^wait$/).flatMap((call) => {
      const { callee } = call;
      if (callee.kind !== "member" || callee.property !== "wait") return [];
      const made = file.meaning(callee.object) ?? "";
      if (!/^(?:threading|asyncio|multiprocessing)\.Condition\(\)$/.test(made)) return [];
      const loop = enclosing(call, "loop");
      if (loop !== undefined) return [];
      const name = file.source(callee.object);
      return [
        {
          node: call,
          message:
            `\`${name}.wait()\` can return when what it waits for is gone again, taken by ` +
            "another waiter: the code goes on without it",
          fix: `wait in a loop: \`while not …: ${name}.wait()\`, or use \`${name}.wait_for(…)\``,
        },
      ];
    });
  },
};
