import { ancestors, below, functionOf, isInside } from "../ir/ancestors.js";
import type { CallNode } from "../ir/expression.js";
import { pauses } from "../ir/flow.js";
import type { CatchNode, Node, TryNode } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

/** Gives back or ends what the work before had taken. */
const CLEANS = new RegExp(
  "^_*(?:a?close|release|disconnect|put_?(?:conn|back)\\w*|terminate|kill|unlock|cancel|" +
    "clean_?up|tear_?down|discard|shut_?down|stop|abort|unlink|rmtree|unregister|destroy|dispose|" +
    "(?:close|release|cleanup|disconnect|remove|abort|cancel|discard|stop)_\\w+)$",
);

export const cleanupMissedOnCancel: Rule = {
  name: "cleanup-missed-on-cancel",
  item: 5,
  languages: ["python"],
  level: "fail",
  confidence: "medium",
  check(file) {
    if (!file.isAsynchronous) return [];
    return file.all("try").flatMap((node) => {
      const fn = functionOf(node);
      if (!fn?.isAsync) return [];
      const wait = pauses(fn).find((pause) => isInside(pause, node.body));
      const handler = node.handlers.find((one) => catchesOnlyErrors(file, one));
      if (wait === undefined || handler === undefined || !raisesAgain(handler)) return [];
      const cleaning = cleaningIn(handler);
      if (cleaning === undefined || isDoneAnyway(file, node, cleaning)) return [];
      const name = file.source(cleaning.callee);
      return [
        {
          node: handler,
          message:
            `a task that is cancelled in line ${file.position(wait.start).line} passes by here, ` +
            `for CancelledError is no Exception: \`${name}\` is not called, and what it would ` +
            "give back stays taken",
          fix: "`except BaseException:`, which raises again all the same",
        },
      ];
    });
  },
};

/** `except Exception:`, and no other handler of the same `try` sees a cancellation. */
function catchesOnlyErrors(file: SourceFile, handler: CatchNode): boolean {
  if (handler.types.length === 0 || handler.parent?.kind !== "try") return false;
  const all = handler.parent.handlers.flatMap(({ types }) =>
    types.length === 0 ? ["BaseException"] : types.map((type) => file.source(type)),
  );
  if (all.some((type) => /BaseException|Cancel|GeneratorExit/.test(type))) return false;
  return handler.types.some((type) => file.source(type) === "Exception");
}

/** The error goes on to the caller, so what is done here is for every failure. */
function raisesAgain({ body, binding }: CatchNode): boolean {
  const last = body.kind === "block" ? body.body.at(-1) : body;
  if (last?.kind !== "throw") return false;
  const { value } = last;
  return value === undefined || (value.kind === "name" && value.name === binding);
}

function cleaningIn({ body }: CatchNode): CallNode | undefined {
  return [...below(body)].find(
    (node): node is CallNode =>
      node.kind === "call" && node.callee.kind === "member" && CLEANS.test(node.callee.property),
  );
}

/** `with self.start_transaction()` is over at its end, as `self.abort_transaction()` says. */
function begins(file: SourceFile, context: Node, cleaning: CallNode): boolean {
  if (context.kind !== "call") return false;
  const [owner, thing] = ownerAndThing(file, context);
  const [cleaned, what] = ownerAndThing(file, cleaning);
  return thing !== undefined && thing === what && owner === cleaned;
}

const ownerAndThing = (file: SourceFile, { callee }: CallNode) =>
  callee.kind === "member"
    ? [file.source(callee.object), /_([a-z]\w*)$/.exec(callee.property.replace(/^_+/, ""))?.[1]]
    : [];

/** `finally`, of this `try` or one around it, or a `with` around it does the same. */
function isDoneAnyway(file: SourceFile, node: TryNode, cleaning: CallNode): boolean {
  const callee = file.source(cleaning.callee);
  const object = cleaning.callee.kind === "member" ? file.source(cleaning.callee.object) : callee;
  return [node, ...ancestors(node)].some((around) => {
    if (around.kind === "with") {
      return around.items.some(
        ({ context, target }) =>
          file.source(context) === object ||
          (target && file.source(target) === object) ||
          begins(file, context, cleaning),
      );
    }
    if (around.kind !== "try" || around.finalizer === undefined) return false;
    return file.source(around.finalizer).includes(callee);
  });
}
