import { ancestors, below, functionOf, isInside } from "../ir/ancestors.js";
import type { CallNode } from "../ir/expression.js";
import { lastName } from "../ir/names.js";
import type { SourceFile } from "../ir/source-file.js";
import { usage } from "../ir/usage.js";
import type { Rule } from "../rule.js";

/** What ends or cancels waits for each other by itself. */
const ENDS = /cancel|return_exceptions|TaskGroup|suppress/;

export const failFastGather: Rule = {
  name: "fail-fast-gather",
  item: 4,
  languages: ["python"],
  level: "review",
  confidence: "low",
  check(file) {
    if (!file.text.includes("gather(")) return [];
    return file.callsOf(/^asyncio\.gather$/).flatMap((call) => {
      const waited = usage(call);
      if (waited.kind !== "awaited" || usage(waited.by).kind !== "discarded") return [];
      if (!isSeveral(call) || isMere(file, call) || isHandled(call)) return [];
      if (call.args.some(({ name, spread }) => name !== undefined || spread === "keyword")) {
        return [];
      }
      const fn = functionOf(call);
      if (fn !== undefined && ENDS.test(file.source(fn))) return [];
      return [
        {
          node: call,
          message:
            "the first of them that raises ends this wait: the others go on, nobody waits for " +
            "them any more, and nobody sees their errors",
          fix:
            "start them in an asyncio.TaskGroup, which cancels the others, or gather with " +
            "`return_exceptions=True` and look at every result",
        },
      ];
    });
  },
};

/** A list, or calls one by one. */
const isSeveral = ({ args }: CallNode): boolean =>
  args[0]?.spread === "positional" ||
  args.filter(({ value, spread }) => value.kind === "call" && spread === undefined).length > 1;

/** A handler around it decides what becomes of a failure. */
function isHandled(call: CallNode): boolean {
  for (const around of ancestors(call)) {
    if (around.kind === "function") return false;
    if (around.kind === "try" && around.handlers.length > 0 && isInside(call, around.body)) {
      return true;
    }
  }
  return false;
}

/** Events and sleeps do not fail. */
const isMere = (file: SourceFile, call: CallNode): boolean => {
  const made = [...below(call)].filter((node) => node.kind === "call");
  return (
    made.length > 0 &&
    made.every(
      ({ callee }) =>
        file.meaning(callee) === "asyncio.sleep" ||
        /^(?:wait|join|sleep|wait_closed)$/.test(lastName(callee)),
    )
  );
};
