import { ancestors, functionOf, isInside } from "../ir/ancestors.js";
import type { CallNode, FunctionNode } from "../ir/expression.js";
import { pauses } from "../ir/flow.js";
import { dotted } from "../ir/locks.js";
import type { Node, TryNode } from "../ir/node.js";
import { usage } from "../ir/usage.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

/** A failure while something ends changes nothing any more. */
const ENDS = new RegExp(
  "clos|cancel|abort|destroy|dispos|end(?:Session)?$|connect$|unlink|rm$|remove|delete|kill|stop|" +
    "terminate|release|return|clean|quit|unsubscribe|leave|rollback|detach|shut|drain|reset",
  "i",
);

const MADE_HERE = /^Promise\.|(?:^|\.)(?:sleep|delay|wait\w*|timeout)$/i;

export const swallowedRejection: Rule = {
  name: "swallowed-rejection",
  item: 4,
  languages: ["typescript"],
  level: "review",
  confidence: "low",
  check(file) {
    const handlers: Node[] = [
      ...file.callsNamed(/^catch$/).filter((node) => isEmptyCatch(file, node) && !isEnding(node)),
      ...(file.mayPause ? file.all("try") : []).flatMap((node) => emptyHandler(file, node) ?? []),
    ];
    return handlers.map((node) => ({
      node,
      message:
        "whatever fails here vanishes: no log, no retry, and what comes next believes that " +
        "it was done",
      fix: "handle the failures that are expected here and let the others through",
    }));
  },
};

/** `work().catch(() => {})`, with nothing in it, not even a comment that says why. */
function isEmptyCatch(file: SourceFile, node: CallNode): boolean {
  const { callee, args } = node;
  if (callee.kind !== "member" || callee.property !== "catch") return false;
  const handler = args[0]?.value;
  if (handler?.kind !== "function") return false;
  if (/\/\/|\/\*/.test(file.source(handler))) return false;
  const before = file.line(Math.max(file.position(node.start).line - 1, 1));
  return isEmpty(handler) && !/^\s*(?:\/\/|\*)/.test(before);
}

/** `try { await work(); } catch {}`, where no answer of the work is needed either. */
function emptyHandler(file: SourceFile, node: TryNode): Node | undefined {
  const [handler] = node.handlers;
  const fn = functionOf(node);
  if (handler === undefined || fn === undefined || ENDS.test(fn.name ?? "")) return undefined;
  if (handler.body.kind !== "block" || handler.body.body.length > 0) return undefined;
  if (/\/\/|\/\*/.test(file.source(handler)) || ENDS.test(file.source(node.body))) return undefined;
  return pauses(fn).some((pause) => isInside(pause, node.body)) ? handler : undefined;
}

/** `work().then(…)`; of `promise.then(…)` somebody else may see the failure. */
function startsWithCall(call: CallNode): boolean {
  const { callee } = call;
  if (callee.kind !== "member" || !/^(?:then|finally)$/.test(callee.property)) return true;
  return callee.object.kind === "call" && startsWithCall(callee.object);
}

function isEmpty({ body }: FunctionNode): boolean {
  return body.kind === "block" && body.body.length === 0;
}

/** Where the promise was awaited for already, or what it does is to end something. */
function isEnding(node: CallNode): boolean {
  if (usage(node).kind === "assigned") return true;
  const work = node.callee.kind === "member" ? node.callee.object : node;
  // A promise that is made on the spot, or a wait, fails only as its maker wants.
  if (
    work.kind !== "call" ||
    !startsWithCall(work) ||
    work.isNew ||
    MADE_HERE.test(dotted(work.callee) ?? "")
  )
    return true;
  if (ENDS.test(dotted(work.callee)?.split(".").at(-1) ?? "")) return true;
  return [...ancestors(node)].some(
    (around: Node) => around.kind === "function" && ENDS.test(around.name ?? ""),
  );
}
