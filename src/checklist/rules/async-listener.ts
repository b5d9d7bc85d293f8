import { callbackOf } from "../facts/callbacks.js";
import { mayReject } from "../facts/rejections.js";
import { classOf } from "../ir/ancestors.js";
import type { CallNode, ClassNode } from "../ir/expression.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Project } from "../project.js";
import type { Rule } from "../rule.js";

const TIMER =
  /^(?:(?:node:timers\.)?set(?:Timeout|Interval|Immediate)|queueMicrotask|process\.nextTick)$/;
const LISTENS = /^(?:on|once|addListener|prependListener|prependOnceListener|addEventListener)$/;

export const asyncListener: Rule = {
  name: "async-listener",
  item: 3,
  languages: ["typescript"],
  level: "review",
  confidence: "medium",
  check(file, project) {
    if (!file.isAsynchronous) return [];
    return file.all("call").flatMap((call) => {
      const passed = passedTo(file, project, call);
      const listener = callbackOf(file, passed);
      if (passed === undefined || !listener?.isAsync || !mayReject(file, project, listener))
        return [];
      return [
        {
          node: passed,
          message:
            "who calls this function drops its promise: an error in it is an unhandled " +
            "rejection, which ends a Node process",
          fix: "catch the errors inside, or pass a function that ends with `.catch(…)`",
        },
      ];
    });
  },
};

/** The function that a timer or an emitter will call. */
function passedTo(
  file: SourceFile,
  project: Project,
  { callee, args }: CallNode,
): Node | undefined {
  if (TIMER.test(file.meaning(callee) ?? "")) return args[0]?.value;
  const event = args[0]?.value;
  if (callee.kind !== "member" || !LISTENS.test(callee.property)) return undefined;
  if (isOwnRegistry(file, project, callee.object)) return undefined;
  return event?.kind === "literal" || event?.kind === "member" ? args[1]?.value : undefined;
}

/** A class that is no emitter may well await those who registered with it. */
function isOwnRegistry(file: SourceFile, project: Project, object: Node): boolean {
  if (object.kind !== "name" || object.name !== "this") return false;
  const owner = classOf(object);
  return owner === undefined || !isEmitter(file, project, owner);
}

const BASES_MAX = 4;

/** Also through classes in between. */
function isEmitter(file: SourceFile, project: Project, owner: ClassNode, depth = 0): boolean {
  return owner.bases.some((base) => {
    if (/Emitter|EventTarget|Stream|Socket/.test(file.source(base))) return true;
    const next = base.kind === "name" ? project.classNamed(file, base) : undefined;
    return (
      next !== undefined && depth < BASES_MAX && isEmitter(next.file, project, next.node, depth + 1)
    );
  });
}
