import { below } from "../ir/ancestors.js";
import type { CallNode, FunctionNode } from "../ir/expression.js";
import { dotted } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

const LISTENS = /^(?:on|once|addListener|addEventListener|prependOnceListener)$/;
/** What comes for certain, also when all goes wrong. */
const CERTAIN =
  /^(?:close|closed|exit|end|disconnect|disconnected|error|settled|done|stop|stopped)$/i;
/** What may take the place of the event that was hoped for. */
const OTHER_WAY =
  /setTimeout|setTimer|abort|signal|timeout|["'](?:error|close|end|exit)["']|\.catch\(/i;

export const deafPromise: Rule = {
  name: "deaf-promise",
  item: 8,
  languages: ["typescript"],
  level: "review",
  confidence: "medium",
  check(file) {
    return file.callsOf(/^Promise$/).flatMap((call) => {
      const executor = call.args[0]?.value;
      if (!call.isNew || file.meaning(call.callee) !== "Promise") return [];
      if (executor?.kind !== "function" || OTHER_WAY.test(file.source(executor.body))) return [];
      const only = waitsFor(executor);
      if (only === undefined || isRaced(file, call)) return [];
      return [
        {
          node: call,
          message:
            `only ${only.what} settles this promise: when an error or a close comes instead, ` +
            "whoever awaits it waits for ever",
          fix: only.fix,
        },
      ];
    });
  },
};

/** What alone settles it, and the repair; undefined when something else does as well. */
function waitsFor(executor: FunctionNode): { what: string; fix: string } | undefined {
  const [resolve, reject] = executor.params.map(({ name }) => name);
  if (resolve === undefined) return undefined;
  const nodes = [executor.body, ...below(executor.body, true)];
  const asks = nodes.flatMap((node) => (isListener(node) || isAsking(node) ? [node] : []));
  const uses = (name: string | undefined) =>
    nodes
      .filter((node) => node.kind === "name" && node.name === name)
      .map((use) => asks.find(({ args }) => args.slice(1).some(({ value }) => holds(value, use))));
  const [first, ...others] = uses(resolve).map((ask) => [ask, eventOf(ask)] as const);
  if (first?.[1] === undefined || others.some(([, event]) => event === undefined)) return undefined;
  const [ask, event] = first;
  if (ask !== undefined && isAsking(ask)) {
    // An answer that says no is an answer; but none comes from who has left.
    if (uses(reject).some((by) => by !== ask)) return undefined;
    const what = `the answer to "${event}"`;
    return { what, fix: "`.timeout(ms)` before the `emit`, and reject when it is over" };
  }
  if (uses(reject).length > 0) return undefined;
  const fix = 'reject on "error" and "close" too, and bound the wait with a signal';
  return { what: `"${event}"`, fix };
}

const holds = (outer: Node, inner: Node): boolean =>
  outer.start <= inner.start && inner.end <= outer.end;

/** The event that is hoped for; none when it comes for certain, or cannot be read. */
function eventOf(ask: CallNode | undefined): string | undefined {
  const event = ask?.args[0]?.value;
  if (event?.kind !== "literal" || typeof event.value !== "string") return undefined;
  return CERTAIN.test(event.value) ? undefined : event.value;
}

const isListener = (node: Node): node is CallNode =>
  node.kind === "call" && node.callee.kind === "member" && LISTENS.test(node.callee.property);

/** `socket.emit("ask", question, (answer) => …)`: the peer calls back. */
const isAsking = (node: Node): node is CallNode =>
  node.kind === "call" &&
  node.callee.kind === "member" &&
  node.callee.property === "emit" &&
  /socket|client|conn|\bio$/i.test(dotted(node.callee.object) ?? "");

/** In `Promise.race` something else bounds it. */
function isRaced(file: SourceFile, call: CallNode): boolean {
  const list = call.parent;
  const by = list?.kind === "list" ? list.parent : list;
  return by?.kind === "call" && /race|timeout|any$/i.test(file.source(by.callee));
}
