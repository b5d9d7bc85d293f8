import { startsTask } from "../facts/tasks.js";
import type { Finding } from "../finding.js";
import { below, classOf, functionOf } from "../ir/ancestors.js";
import type { CallNode, ClassNode } from "../ir/expression.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import { usage } from "../ir/usage.js";
import type { Project } from "../project.js";
import type { Rule } from "../rule.js";

const INTERVAL = /^(?:node:timers\.)?setInterval$/;
const ENDS =
  /^(?:a?close|stop|destroy|dispose|shutdown|end|disconnect|quit|teardown|terminate|__aexit__)$/i;

export const unstoppedLoop: Rule = {
  name: "unstopped-loop",
  item: 3,
  languages: ["typescript", "python"],
  level: "review",
  confidence: "medium",
  check(file, project) {
    return file.language === "python"
      ? file.all("call").flatMap((call) => judgeTask(file, project, call) ?? [])
      : file.callsOf(INTERVAL).flatMap((call) => judgeInterval(file, call) ?? []);
  },
};

function judgeInterval(file: SourceFile, call: CallNode): Finding | undefined {
  if (functionOf(call) === undefined) return undefined;
  const end = endOf(classOf(call));
  const used = usage(call);
  if (used.kind === "discarded") return interval(call, end, "keep what setInterval gives");
  if (used.kind !== "assigned" || used.by.kind !== "assign") return undefined;
  const { target } = used.by;
  if (isOnlyUse(file, target)) return interval(call, end, `clearInterval(this.${target.property})`);
  if (target.kind !== "name") return undefined;
  const binding = file.binding(target);
  if (binding === undefined || binding.scope.kind === "module") return undefined;
  if (binding.references.length > binding.writes.length) return undefined;
  return interval(call, end, `clearInterval(${target.name})`);
}

function interval(call: CallNode, end: string | undefined, how: string): Finding {
  return {
    node: call,
    message:
      "nothing can stop this interval: it fires until the process ends, and every call of the " +
      "function around it starts one more",
    fix: `${how}${end === undefined ? " when it is no longer needed" : ` in \`${end}\``}`,
    ...(end !== undefined && { confidence: "high" as const }),
  };
}

/** An endless task that its object starts, and that the object's end leaves running. */
function judgeTask(file: SourceFile, project: Project, call: CallNode): Finding | undefined {
  if (!startsTask(file, call)) return undefined;
  const used = usage(call);
  const end = endOf(classOf(call));
  if (end === undefined || used.kind !== "assigned" || used.by.kind !== "assign") return undefined;
  const { target } = used.by;
  const started = call.args[0]?.value;
  if (!isNeverEnded(file, target) || started?.kind !== "call") return undefined;
  const body = project.target(file, started)?.fn.body;
  if (body === undefined || ![...below(body)].some(isEndless)) return undefined;
  const task = `self.${target.property}`;
  return {
    node: call,
    message: `\`${end}\` leaves this task running: nothing cancels \`${task}\` or waits for it`,
    fix: `\`${task}.cancel()\` in \`${end}\`, and await it there`,
    confidence: "high",
  };
}

const isEndless = (node: Node): boolean =>
  node.kind === "loop" && node.form === "while" && node.test?.kind === "literal";

/** A field of this object that nothing else in the file reads or hands on. */
function isOnlyUse(file: SourceFile, target: Node): target is Node & { kind: "member" } {
  if (target.kind !== "member") return false;
  const { object, property } = target;
  if (object.kind !== "name" || object.name !== "this") return false;
  return file.all("member").filter((other) => other.property === property).length === 1;
}

/** A field of this object that the file sets and looks at, and does nothing else with. */
function isNeverEnded(file: SourceFile, target: Node): target is Node & { kind: "member" } {
  if (target.kind !== "member") return false;
  const { object, property } = target;
  if (object.kind !== "name" || object.name !== "this") return false;
  return file
    .all("member")
    .filter((other) => other.property === property)
    .every((other) => isSet(other) || isLook(other.parent));
}

const isSet = (node: Node): boolean =>
  node.parent?.kind === "assign" && node.parent.target === node;

/** `self.task is None`, `self.task.done()`. */
const isLook = (by: Node | undefined): boolean =>
  by?.kind === "binary" ||
  by?.kind === "if" ||
  (by?.kind === "unary" && by.operator === "not") ||
  (by?.kind === "member" && /^(?:done|cancelled)$/.test(by.property));

function endOf(owner: ClassNode | undefined): string | undefined {
  const member = owner?.members.find(
    (one) => one.kind === "function" && one.name !== undefined && ENDS.test(one.name),
  );
  return member?.kind === "function" ? member.name : undefined;
}
