import { isNetwork } from "../facts/outbound.js";
import { below, functionOf, isInside } from "../ir/ancestors.js";
import { pauses } from "../ir/flow.js";
import { dotted } from "../ir/locks.js";
import type { CatchNode, LoopNode, Node, TryNode } from "../ir/node.js";
import { isEndless, outcomes } from "../ir/outcomes.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

const BOUNDED =
  /attempt|retries|tries|max|deadline|timeout|expire|elapsed|budget|signal|abort|stop/i;
/** The limit of one attempt, which says nothing of how many there are. */
const OF_ONE = /\b\w*timeout\w*\s*[=:]\s*[\w.]+(?:\([^()]*\))?/gi;
const WAITS = /sleep|delay|\bwait|setTimeout|backoff|pause|throttle|limit/i;

export const endlessRetry: Rule = {
  name: "endless-retry",
  item: 9,
  languages: ["typescript", "python"],
  level: "review",
  confidence: "medium",
  check(file) {
    return file.all("loop").flatMap((loop) => {
      if (!isEndless(loop) || BOUNDED.test(file.source(loop).replaceAll(OF_ONE, ""))) return [];
      const attempt = attemptIn(file, loop);
      if (attempt === undefined) return [];
      const isHurried = !WAITS.test(file.source(loop));
      return [
        {
          node: loop,
          message: isHurried
            ? "a failure that lasts is tried again at once and for ever: this floods the service " +
              "that is already failing"
            : "a failure that lasts is tried again for ever: the caller never hears of it",
          fix: "count the attempts, and raise the last error after a maximum",
        },
      ];
    });
  },
};

/** The try whose success leaves the loop and whose failure never does. */
function attemptIn(file: SourceFile, loop: LoopNode): TryNode | undefined {
  const statements = loop.body.kind === "block" ? loop.body.body : [loop.body];
  for (const node of statements) {
    if (node.kind !== "try" || !waits(file, node.body)) continue;
    const isLeft = [node.body, node.otherwise].some((part) => part && leaves(part));
    const [handler, second] = node.handlers;
    if (!isLeft || handler === undefined || second !== undefined) continue;
    const ways = outcomes(handler.body, new Set());
    const staysIn = [...ways].every((way) => way === "falls" || way === "jumps");
    const rest = statements.slice(statements.indexOf(node) + 1);
    if (
      staysIn &&
      !breaks(handler.body) &&
      !handsOn(handler) &&
      isBroad(handler) &&
      !rest.some(leavesOrThrows)
    )
      return node;
  }
  return undefined;
}

/** For something that may be down: in a coroutine whatever it awaits, in a thread the network. */
function waits(file: SourceFile, node: Node): boolean {
  const fn = functionOf(node);
  if (fn === undefined) return false;
  if (pauses(fn).some((pause) => isInside(pause, node))) return true;
  return (
    file.language === "python" &&
    [...below(node)].some(
      (inner) => inner.kind === "call" && isNetwork(file.meaning(inner.callee) ?? ""),
    )
  );
}

const leaves = (node: Node): boolean =>
  [node, ...below(node)].some(
    (inner) => inner.kind === "return" || (inner.kind === "jump" && inner.to === "break"),
  );

const leavesOrThrows = (node: Node): boolean =>
  leaves(node) || [node, ...below(node)].some(({ kind }) => kind === "throw");

/** The error goes to a function, which may throw it. */
const handsOn = ({ binding, body }: CatchNode): boolean =>
  binding !== undefined &&
  [...below(body)].some(
    (node) =>
      node.kind === "call" &&
      !/(?:^|\.)(?:\w*log\w*|warn\w*|print|error|debug|info|exception)$/i.test(
        dotted(node.callee) ?? "",
      ) &&
      node.args.some(({ value }) => value.kind === "name" && value.name === binding),
  );

/** One kind of exception may be all that ever passes: a lost race, a buffer that is full. */
const isBroad = ({ types }: CatchNode): boolean =>
  types.length === 0 || types.flatMap(alternatives).some((type) => LASTS.test(dotted(type) ?? ""));

/** `except (A, B)`. */
const alternatives = (type: Node): readonly Node[] =>
  type.kind === "list" ? type.elements : [type];

/** What a service that is down answers, again and again. */
const LASTS = new RegExp(
  "(?:^|\\.)(?:OSError|IOError|\\w*Exception|\\w*ConnectionError|Connection\\w+Error|" +
    "\\w*(?:Client|Request|HTTP|Http|Transport|Network|Connect|Operational|Redis|Broker|Kafka|" +
    "Server|Api|API|RateLimit)Error)$",
);

const breaks = (node: Node): boolean =>
  [...below(node)].some((inner) => inner.kind === "jump" && inner.to === "break");
