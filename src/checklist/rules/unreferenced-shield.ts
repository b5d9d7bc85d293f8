import { usage } from "../ir/usage.js";
import type { Rule } from "../rule.js";

export const unreferencedShield: Rule = {
  name: "unreferenced-shield",
  item: 5,
  languages: ["python"],
  level: "review",
  confidence: "low",
  check(file) {
    return file.callsOf(/^asyncio\.shield$/).flatMap((call) => {
      if (file.meaning(call.callee) !== "asyncio.shield") return [];
      const isDropped = usage(call).kind === "discarded";
      const inner = call.args[0]?.value;
      if (!isDropped && inner?.kind !== "call") return [];
      return [
        isDropped
          ? {
              node: call,
              message: "the shield is thrown away: nothing waits for the work or sees its error",
              fix: "await it",
              level: "fail" as const,
              confidence: "high" as const,
            }
          : {
              node: call,
              message:
                "when this wait is cancelled nothing refers to the shielded task any more: it " +
                "may be collected before its end, and its error is lost",
              fix: "keep it: `task = asyncio.create_task(…)`, then `await asyncio.shield(task)`",
            },
      ];
    });
  },
};
