import { classOf, enclosing, functionOf } from "../ir/ancestors.js";
import { dotted } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

const SHARED = /(?:\.create_task|\.ensure_future|\.create_future|asyncio\.Future)\(\)$/;

export const sharedWaitFor: Rule = {
  name: "shared-wait-for",
  item: 5,
  languages: ["python"],
  level: "fail",
  confidence: "medium",
  check(file) {
    return file.callsOf(/^asyncio\.wait_for$/).flatMap((call) => {
      const waited = call.args[0]?.value;
      if (file.meaning(call.callee) !== "asyncio.wait_for" || waited === undefined) return [];
      const path = dotted(waited);
      if (path === undefined || !path.startsWith("this.") || !isShared(file, waited)) return [];
      if (isMadeByThisCall(file, call, path)) return [];
      const name = path.replace(/^this\./, "self.");
      return [
        {
          node: call,
          message:
            `when this times out, \`wait_for\` cancels \`${name}\` itself: everybody else who ` +
            "waits for it is cancelled with it",
          fix: `\`asyncio.wait_for(asyncio.shield(${name}), …)\``,
          ...(expectsIt(file, call) && { level: "review" as const }),
        },
      ];
    });
  },
};

const isShared = (file: SourceFile, node: Node): boolean =>
  node.kind === "member" && SHARED.test(file.meaning(node) ?? "");

/** Whoever catches the cancellation right here has thought of it. */
function expectsIt(file: SourceFile, call: Node): boolean {
  const around = enclosing(call, "try");
  return (around?.handlers ?? []).some(({ types }) =>
    types.some((type) => file.source(type).includes("CancelledError")),
  );
}

/** What the function made for itself, or gives up after the timeout, nobody else waits for. */
function isMadeByThisCall(file: SourceFile, call: Node, path: string): boolean {
  const fn = functionOf(call);
  const isOwn = file
    .all("assign")
    .some(({ target }) => dotted(target) === path && functionOf(target) === fn);
  const others = file
    .all("await")
    .filter((wait) => classOf(wait) === classOf(call) && dotted(wait.value) === path);
  return isOwn || (others.length === 0 && endsIt(call));
}

/** `close()` and the like wait for a task in order to end it. */
const endsIt = (call: Node): boolean =>
  /close|stop|shutdown|cancel|exit|disconnect|join|terminate/i.test(functionOf(call)?.name ?? "");
