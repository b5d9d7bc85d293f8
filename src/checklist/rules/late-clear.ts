import { isSerialised } from "../facts/serialised.js";
import { functionOf } from "../ir/ancestors.js";
import type { CallNode } from "../ir/expression.js";
import { pausesBetween } from "../ir/flow.js";
import { dotted } from "../ir/locks.js";
import { usage } from "../ir/usage.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

export const lateClear: Rule = {
  name: "late-clear",
  item: 6,
  languages: ["python"],
  level: "review",
  confidence: "medium",
  check(file) {
    const calls = file.all("call");
    return file.callsNamed(/^clear$/).flatMap((clear) => {
      const path = eventOf(file, clear, "clear");
      if (path === undefined || isSerialised(file, clear)) return [];
      const wait = calls.findLast(
        (call) =>
          call.order < clear.order &&
          functionOf(call) === functionOf(clear) &&
          eventOf(file, call, "wait") === path,
      );
      if (wait === undefined) return [];
      const own = usage(wait);
      const until = own.kind === "awaited" || own.kind === "yielded" ? own.by : wait;
      const pause = pausesBetween(until, clear).find(({ order }) => order > until.order);
      if (pause === undefined) return [];
      const name = path.replace(/^this\./, "self.");
      return [
        {
          node: clear,
          message:
            `a \`${name}.set()\` that comes while line ${file.position(pause.start).line} ` +
            "waits is " +
            "wiped out here: what it announced is not seen until the next one",
          fix: `call \`${name}.clear()\` right after the wait, before the work`,
        },
      ];
    });
  },
};

/** The event that a call waits for or clears. */
function eventOf(file: SourceFile, { callee }: CallNode, method: string): string | undefined {
  if (callee.kind !== "member" || callee.property !== method) return undefined;
  const isEvent =
    /(?:^|\.)(?:Event)\(\)$/.test(file.meaning(callee.object) ?? "") ||
    /event|wake|signal|trigger|ready/i.test(dotted(callee.object) ?? "");
  return isEvent ? dotted(callee.object) : undefined;
}
