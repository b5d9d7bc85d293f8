import type { Confidence, Finding } from "../finding.js";
import { below, functionOf, loopsAround } from "../ir/ancestors.js";
import type { CallNode, NameNode } from "../ir/expression.js";
import { soleValue } from "../ir/names.js";
import type { Node } from "../ir/node.js";
import { argument, option } from "../ir/options.js";
import type { SourceFile } from "../ir/source-file.js";
import { usage } from "../ir/usage.js";
import type { Project } from "../project.js";
import type { Rule } from "../rule.js";

export const leftRunning: Rule = {
  name: "left-running",
  item: 5,
  languages: ["python"],
  level: "review",
  confidence: "medium",
  check(file, project) {
    if (!/\b(?:wait|as_completed)\(/.test(file.text)) return [];
    return file.callsOf(/^asyncio\.(?:wait|as_completed)$/).flatMap((call) => {
      const meaning = file.meaning(call.callee);
      if (meaning === "asyncio.wait" && endsEarly(file, call) && isPendingDropped(file, call)) {
        return judge(file, project, call, "when this wait ends early");
      }
      if (meaning === "asyncio.wait" && !endsEarly(file, call) && usage(call).kind === "awaited") {
        return judge(file, project, call, "when this function is cancelled while it waits", "low");
      }
      if (meaning === "asyncio.as_completed" && isLeftEarly(call)) {
        return judge(file, project, call, "when the loop is left early");
      }
      return [];
    });
  },
};

function judge(
  file: SourceFile,
  project: Project,
  call: CallNode,
  when: string,
  confidence: Confidence = "medium",
): Finding[] {
  const fn = functionOf(call);
  const tasks = argument(call, 0);
  if (fn === undefined || tasks === undefined) return [];
  if (/\bcancel\w*\(|TaskGroup|create_task_group/.test(file.source(fn))) return [];
  if (!areOnlyHere(file, project, tasks, call)) return [];
  return [
    {
      node: call,
      message:
        `${when}, the tasks that are not done go on: nobody cancels them, and nobody sees ` +
        "their errors",
      fix: "`task.cancel()` for each that is pending, then await them",
      confidence,
    },
  ];
}

/** With a timeout, or with the first that is done. */
function endsEarly(file: SourceFile, call: CallNode): boolean {
  const when = option(file, call, ["return_when"]);
  if (when.is === "given" && /FIRST_/.test(file.source(when.value))) return true;
  const timeout = option(file, call, ["timeout"]);
  return timeout.is === "given" && file.source(timeout.value) !== "None";
}

function isPendingDropped(file: SourceFile, call: CallNode): boolean {
  const waited = usage(call);
  if (waited.kind !== "awaited") return false;
  const { kind, by } = usage(waited.by);
  if (kind === "discarded") return true;
  if (by.kind === "index") return by.index.kind === "literal" && by.index.value === 0;
  if (kind !== "assigned" || by.kind !== "assign" || by.target.kind !== "list") return false;
  const pending = by.target.elements[1];
  if (pending?.kind !== "name") return false;
  return pending.name === "_" || file.binding(pending)?.references.length === 1;
}

/** A return or break in the loop over what is completed. */
function isLeftEarly(call: CallNode): boolean {
  const loop = call.parent;
  if (loop?.kind !== "loop" || loop.source !== call) return false;
  return [...below(loop.body)].some(
    (node) =>
      node.kind === "return" ||
      (node.kind === "jump" && node.to === "break" && loopsAround(node)[0] === loop),
  );
}

const STARTS = /\b(?:create_task|ensure_future)\(/;

/** Started in this function, and looked at afterwards at most for how they ended. */
function areOnlyHere(file: SourceFile, project: Project, tasks: Node, call: CallNode): boolean {
  const names = [tasks, ...below(tasks)].filter((node): node is NameNode => node.kind === "name");
  const [loop] = loopsAround(call);
  let isStarted = STARTS.test(file.source(tasks));
  for (const name of names) {
    const binding = file.binding(name);
    if (binding?.kind === "parameter" && isTask(name, tasks)) return false;
    if (binding?.kind !== "variable" || binding.scope.kind === "module") continue;
    const value = soleValue(binding);
    if (loop !== undefined && (value === undefined || value.start < loop.start)) return false;
    isStarted ||= value !== undefined && STARTS.test(file.source(value));
    isStarted ||= value !== undefined && isStartedBy(file, project, value);
    isStarted ||= binding.references.some((one) => isFilled(file, one));
    if (binding.references.some((one) => one.order > call.order && !isLook(one))) return false;
  }
  return isStarted;
}

/** `tasks = await self.start_all()`. */
function isStartedBy(file: SourceFile, project: Project, value: Node): boolean {
  const call = value.kind === "await" ? value.value : value;
  const target = call.kind === "call" ? project.target(file, call) : undefined;
  return target !== undefined && STARTS.test(target.file.source(target.fn));
}

const isTask = (name: NameNode, tasks: Node): boolean =>
  name === tasks || name.parent === tasks || name.parent?.kind === "spread";

/** `tasks.append(asyncio.create_task(…))`. */
const isFilled = (file: SourceFile, { parent }: NameNode): boolean =>
  parent?.kind === "member" &&
  /^(?:append|add)$/.test(parent.property) &&
  parent.parent !== undefined &&
  STARTS.test(file.source(parent.parent));

/** `task.result()`, `task in done`. */
const isLook = ({ parent }: NameNode): boolean =>
  (parent?.kind === "member" && /^(?:result|done|exception|get_name)$/.test(parent.property)) ||
  (parent?.kind === "binary" && /^(?:not )?in$|^[!=]=$/.test(parent.operator));
