import { inTests } from "../facts/in-proofs.js";
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
          // With a timeout it may have to go on without, and then says so.
          ...(call.args.length > 0 && { level: "review" as const, confidence: "medium" as const }),
          ...inTests(file),
          fix: `wait in a loop: \`while not …: ${name}.wait()\`, or use \`${name}.wait_for(…)\``,
        },
      ];
    });
  },
};
