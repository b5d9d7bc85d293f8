import type { Finding } from "../finding.js";
import { below, classOf, functionOf } from "../ir/ancestors.js";
import type { AssignNode, CallNode } from "../ir/expression.js";
import { pauses } from "../ir/flow.js";
import { dotted } from "../ir/locks.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

export const rearmedAfterStop: Rule = {
  name: "rearmed-after-stop",
  item: 3,
  languages: ["typescript"],
  level: "fail",
  confidence: "medium",
  check(file) {
    if (!file.text.includes("clearTimeout")) return [];
    return file.callsOf(/^setTimeout$/).flatMap((call) => judge(file, call));
  },
};

/** Whoever asks one of these before has thought of the end. */
const ASKS =
  /stop|clos|running|destroy|dispos|active|abort|enabled|cancel|shut|alive|mounted|connected/i;
const ENDS = /^_?#?(?:stop|close|destroy|dispose|cancel|end|shutdown|disconnect|teardown|clear)/i;

function judge(file: SourceFile, call: CallNode): Finding[] {
  const fn = functionOf(call);
  const by = call.parent;
  const owner = classOf(call);
  if (by?.kind !== "assign" || !fn?.isAsync || owner === undefined) return [];
  const path = dotted(by.target);
  if (path?.startsWith("this.") !== true || ASKS.test(file.source(fn))) return [];
  if (ENDS.test(fn.name ?? "") || fn.name === undefined || !isAfterWait(by)) return [];
  if (!new RegExp(`\\b${fn.name}\\b`).test(file.source(call))) return [];
  const stop = owner.members.find(
    (member) =>
      member.kind === "function" &&
      ENDS.test(member.name ?? "") &&
      [...below(member.body)].some(
        (node) =>
          node.kind === "call" &&
          file.meaning(node.callee) === "clearTimeout" &&
          dotted(node.args[0]?.value ?? node) === path,
      ),
  );
  if (stop?.kind !== "function") return [];
  const name = stop.name ?? "stop";
  return [
    {
      node: call,
      message:
        `when \`${name}\` comes while this function waits, there is no timer to clear yet: the ` +
        `new one is set after it, and \`${fn.name}\` goes on for ever`,
      fix: `let \`${name}\` set a flag, and look at it after the wait`,
    },
  ];
}

const isAfterWait = (timer: AssignNode): boolean => {
  const fn = functionOf(timer);
  return fn !== undefined && pauses(fn).some((pause) => pause.order < timer.order);
};
