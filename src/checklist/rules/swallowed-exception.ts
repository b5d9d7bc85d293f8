import { below, functionOf } from "../ir/ancestors.js";
import { dotted } from "../ir/locks.js";
import type { CatchNode, Node, TryNode } from "../ir/node.js";
import { isNothing } from "../ir/names.js";
import { outcomes } from "../ir/outcomes.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

/** A failure while something ends, or while it is looked whether something is there. */
const ENDS = new RegExp(
  "clos|cancel|kill|terminat|unlink|remove|shutdown|stop|disconnect|clean|teardown|release|" +
    "unsub|__del__|__exit__|aexit",
  "i",
);

export const swallowedException: Rule = {
  name: "swallowed-exception",
  item: 4,
  languages: ["python"],
  level: "review",
  confidence: "low",
  check(file) {
    return file.all("try").flatMap((node) => {
      if (isEnding(file, node)) return [];
      return node.handlers.flatMap((handler) => {
        if (!isBroad(handler) || !loses(file, handler)) return [];
        return [
          {
            node: handler,
            message:
              "every error ends here without a trace, also those of a mistake in this code: what " +
              "comes next believes that all went well",
            fix: "catch the exceptions that are expected here; log the others or let them through",
          },
        ];
      });
    });
  },
};

const isBroad = ({ types }: CatchNode): boolean =>
  types.length === 0 || types.some((type) => /^(?:Base)?Exception$/.test(dotted(type) ?? ""));

/** Nothing is raised, done or told to the caller, and no comment says why. */
function loses(file: SourceFile, { binding, body, start, end }: CatchNode): boolean {
  const ways = outcomes(body, new Set(binding === undefined ? [] : [binding]));
  if (ways.has("rethrows") || ways.has("raises")) return false;
  if (/\n[^\n]*#/.test(file.text.slice(start, end))) return false;
  return ![body, ...below(body, true)].some((inner) => keeps(inner, binding));
}

function keeps(node: Node, binding: string | undefined): boolean {
  if (node.kind === "name") return node.name === binding;
  // `return False`: the caller is told.
  if (node.kind === "return") return node.value !== undefined && !isNothing(node.value);
  // Another value in its place, or a call: something was decided.
  return node.kind === "assign" || (node.kind === "call" && dotted(node.callee) !== "print");
}

function isEnding(file: SourceFile, node: TryNode): boolean {
  const fn = functionOf(node);
  if (fn?.name !== undefined && ENDS.test(fn.name)) return true;
  if (node.body.kind !== "block" || node.body.body.length > 2) return false;
  return ENDS.test(file.source(node.body));
}
