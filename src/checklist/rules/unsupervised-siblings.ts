import { ancestors } from "../ir/ancestors.js";
import type { CallNode } from "../ir/expression.js";
import { dotted } from "../ir/locks.js";
import { usage } from "../ir/usage.js";
import type { Rule } from "../rule.js";

/** What only ends, or waits, has no work that could go on. */
const ENDS =
  /clos|cancel|abort|dispos|clean|stop|shut|disconnect|release|terminat|unsub|wait|sleep|join/i;

export const unsupervisedSiblings: Rule = {
  name: "unsupervised-siblings",
  item: 4,
  languages: ["python"],
  level: "review",
  confidence: "low",
  check(file) {
    if (!file.text.includes("gather")) return [];
    return file.callsOf(/^asyncio\.gather$/).flatMap((call) => {
      const waited = usage(call);
      if (waited.kind !== "awaited" || waited.by.parent?.kind !== "expression") return [];
      if (!isSeveral(call) || isDecided(call) || ENDS.test(file.source(call))) return [];
      return [
        {
          node: call,
          message:
            "the first failure is raised here while the others go on: nobody waits for them any " +
            "more, and what they raise is dropped",
          fix:
            "an asyncio.TaskGroup, which cancels the others and waits for them; or " +
            "`return_exceptions=True`, and look at each result",
        },
      ];
    });
  },
};

/** Lists of any length are for the rules about fan-out. */
const isSeveral = ({ args }: CallNode): boolean =>
  args.filter(({ value, spread }) => value.kind === "call" && spread === undefined).length > 1;

/** Somebody chose: exceptions are results, or a handler is around it. */
const isDecided = (call: CallNode): boolean =>
  call.args.some(({ name, spread }) => name === "return_exceptions" || spread === "keyword") ||
  [...ancestors(call)].some(
    (around) =>
      (around.kind === "try" && around.handlers.length > 0) ||
      (around.kind === "function" && ENDS.test(around.name ?? "")) ||
      (around.kind === "with" &&
        around.items.some(({ context }) => /suppress/.test(dotted(context) ?? ""))),
  );
