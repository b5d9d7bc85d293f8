import { below } from "../ir/ancestors.js";
import type { CallNode, FunctionNode } from "../ir/expression.js";
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
    return file.all("call").flatMap((call) => {
      const executor = call.args[0]?.value;
      if (!call.isNew || file.meaning(call.callee) !== "Promise") return [];
      if (executor?.kind !== "function" || OTHER_WAY.test(file.source(executor.body))) return [];
      const [resolve, reject] = executor.params.map(({ name }) => name);
      if (resolve === undefined || mentions(executor, reject)) return [];
      const events = waitsFor(executor, resolve);
      if (events === undefined || isRaced(file, call)) return [];
      return [
        {
          node: call,
          message:
            `only "${events[0]}" settles this promise: when an error or a close comes instead, ` +
            "whoever awaits it waits for ever",
          fix: 'reject on "error" and "close" too, and bound the wait with a signal',
        },
      ];
    });
  },
};

const mentions = (executor: FunctionNode, name: string | undefined): boolean =>
  name !== undefined &&
  [...below(executor.body, true)].some((node) => node.kind === "name" && node.name === name);

/** The events that resolve; undefined when something else does as well. */
function waitsFor(executor: FunctionNode, resolve: string): string[] | undefined {
  const events: string[] = [];
  const nodes = [executor.body, ...below(executor.body, true)];
  const uses = nodes.filter((node) => node.kind === "name" && node.name === resolve);
  const listeners = nodes.flatMap((node) => (isListener(node) ? [node] : []));
  for (const use of uses) {
    const listener = listeners.find(({ args }) =>
      args.slice(1).some(({ value }) => value.start <= use.start && use.end <= value.end),
    );
    const event = listener?.args[0]?.value;
    if (event?.kind !== "literal" || typeof event.value !== "string") return undefined;
    if (CERTAIN.test(event.value)) return undefined;
    events.push(event.value);
  }
  return events.length > 0 ? events : undefined;
}

const isListener = (node: Node): node is CallNode =>
  node.kind === "call" && node.callee.kind === "member" && LISTENS.test(node.callee.property);

/** In `Promise.race` something else bounds it. */
function isRaced(file: SourceFile, call: CallNode): boolean {
  const list = call.parent;
  const by = list?.kind === "list" ? list.parent : list;
  return by?.kind === "call" && /race|timeout|any$/i.test(file.source(by.callee));
}
