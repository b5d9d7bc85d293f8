import { sleepsBlindly } from "../facts/timers.js";
import type { Node } from "../ir/node.js";
import { soleValue } from "../ir/names.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Project } from "../project.js";
import type { Rule } from "../rule.js";

export const raceWithoutCleanup: Rule = {
  name: "race-without-cleanup",
  item: 5,
  languages: ["typescript"],
  level: "review",
  confidence: "medium",
  check(file, project) {
    return file.callsOf(/^Promise\.race$/).flatMap((call) => {
      const list = call.args[0]?.value;
      if (file.meaning(call.callee) !== "Promise.race" || list?.kind !== "list") return [];
      if (!list.elements.some((element) => isTimer(file, project, element))) return [];
      return [
        {
          node: call,
          message:
            "whoever loses this race goes on: the timer keeps the process awake, and the work " +
            "that came too late is not stopped",
          fix: "give the work `AbortSignal.timeout(ms)`, or clear the timer in finally",
        },
      ];
    });
  },
};

function isTimer(file: SourceFile, project: Project, element: Node): boolean {
  const made = element.kind === "name" ? soleValue(file.binding(element)) : element;
  return made?.kind === "call" && sleepsBlindly(file, project, made);
}
