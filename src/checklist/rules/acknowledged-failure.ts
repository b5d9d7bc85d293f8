import { below, enclosing } from "../ir/ancestors.js";
import type { CallNode, FunctionNode } from "../ir/expression.js";
import { dotted } from "../ir/locks.js";
import type { CatchNode, Node, TryNode } from "../ir/node.js";
import { outcomes } from "../ir/outcomes.js";
import type { Rule } from "../rule.js";

const ACKNOWLEDGES =
  /^(?:ack|acknowledge|basic_ack|xack|xAck|commit_?offsets?|commitSync|delete_?message)$/i;
const MAY_ACKNOWLEDGE = new RegExp(`${ACKNOWLEDGES.source}|^commit$`, "i");
/** What else a handler may do, so that the message is not lost. */
const KEEPS = /nack|reject|requeue|dead|dlq|retry|publish|poison|park|send|fail/i;
const COMMITS_ITSELF = /^each(?:Message|Batch)$/;

export const acknowledgedFailure: Rule = {
  name: "acknowledged-failure",
  item: 4,
  languages: ["typescript", "python"],
  level: "review",
  confidence: "medium",
  check(file) {
    const isAcknowledged = file.callsNamed(MAY_ACKNOWLEDGE).length > 0;
    if (!isAcknowledged && !file.all("function").some(commitsItself)) return [];
    return file.all("try").flatMap((node) => {
      const place = acknowledgement(node);
      if (place === undefined) return [];
      return [
        {
          node: place,
          message:
            "the message counts as done although its work failed: nobody delivers it again, and " +
            "it is lost",
          fix: "acknowledge after success; in the handler reject, requeue or store it elsewhere",
        },
      ];
    });
  },
};

/** The call that acknowledges, or the handler after which the client does it by itself. */
function acknowledgement(node: TryNode): Node | undefined {
  const handler = node.handlers.find((one) => swallows(one));
  if (handler !== undefined && !keeps(handler.body)) {
    const own = acknowledges(handler.body);
    if (own !== undefined) return own;
    if (isWholeConsumer(node)) return handler;
    if (acknowledges(node.body) === undefined) {
      const after = statementsAfter(node);
      const call = after.some(keeps) ? undefined : after.map(acknowledges).find(Boolean);
      if (call !== undefined) return call;
    }
  }
  if (node.finalizer === undefined || keeps(node)) return undefined;
  return acknowledges(node.finalizer);
}

/** A call in it, by its name, or a text such as a topic's says so. */
function keeps(node: Node): boolean {
  return [...below(node)].some((inner) => {
    if (inner.kind === "call") return KEEPS.test(dotted(inner.callee) ?? "");
    return inner.kind === "literal" && /dead|dlq|retry|poison/i.test(String(inner.value));
  });
}

/** Takes every error and goes on behind the try. */
function swallows({ types, body, binding }: CatchNode): boolean {
  const isBroad =
    types.length === 0 ||
    types.some((type) => type.kind === "name" && /^(?:Base)?Exception$/.test(type.name));
  const ways = outcomes(body, new Set(binding === undefined ? [] : [binding]));
  return isBroad && ways.size === 1 && ways.has("falls");
}

function acknowledges(node: Node): CallNode | undefined {
  for (const inner of [node, ...below(node)]) {
    if (inner.kind !== "call" || inner.callee.kind !== "member") continue;
    const { object, property } = inner.callee;
    if (ACKNOWLEDGES.test(property)) return inner;
    if (property === "commit" && /consumer|message|msg|record/i.test(dotted(object) ?? "")) {
      return inner;
    }
  }
  return undefined;
}

function statementsAfter(node: Node): readonly Node[] {
  const block = enclosing(node, "block");
  return block === undefined ? [] : block.body.slice(block.body.indexOf(node) + 1);
}

const commitsItself = ({ name }: FunctionNode): boolean => COMMITS_ITSELF.test(name ?? "");

/** The whole body of kafkajs's `eachMessage`, which commits when the function returns. */
function isWholeConsumer(node: TryNode): boolean {
  const block = node.parent;
  const fn = block?.parent;
  return fn?.kind === "function" && fn.body === block && commitsItself(fn);
}
