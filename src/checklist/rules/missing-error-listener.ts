import { parameterUses } from "../facts/parameter-uses.js";
import type { Finding } from "../finding.js";
import { classOf, functionOf } from "../ir/ancestors.js";
import type { CallNode, NameNode } from "../ir/expression.js";
import { dotted } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

/** What these return emits "error" for a failure that may come at any time. */
const EMITTERS: readonly RegExp[] = [
  /^node:child_process\.(?:spawn|fork)\(\)$/,
  /^node:(?:net|tls)\.(?:connect|createConnection|Socket)\(\)$/,
  /^node:https?\.(?:request|get)\(\)$/,
  /^node:fs\.create(?:Read|Write)Stream\(\)$/,
  /^node:worker_threads\.Worker\(\)$/,
  /^node:dgram\.createSocket\(\)$/,
  /^ws(?:\.WebSocket)?\(\)$/,
  /^pg\.Pool\(\)$/,
  /^node:http2\.connect\(\)$/,
];
const LISTENS = /^(?:on|once|addListener|prependListener|off)$/;
const HANDS_OVER = /^(?:pipeline|finished|once|addAbortSignal)$/;
/** Uses that leave the emitter where it is. */
const OWN_USE = new RegExp(
  "^(?:write|end|destroy|pause|resume|kill|unref|ref|send|close|abort|listen|bind|terminate|" +
    "query|disconnect|postMessage|set[A-Z]\\w+|removeListener|removeAllListeners)$",
);

/** What is called, when its value is such an emitter. */
const emits = (callee: string) => EMITTERS.some((pattern) => pattern.test(`${callee}()`));

export const missingErrorListener: Rule = {
  name: "missing-error-listener",
  item: 4,
  languages: ["typescript"],
  level: "fail",
  confidence: "medium",
  check(file) {
    const accepted = file
      .callsOf(/^node:(?:net|tls)\.createServer(?:\(\)\.on)?$/)
      .flatMap((call) => {
        const socket = unheardSocket(file, call);
        return socket === undefined ? [] : [finding(call, socket)];
      });
    const made = file.callsOf({ test: emits }).flatMap((node) => {
      const meaning = file.meaning(node) ?? "";
      if (!EMITTERS.some((pattern) => pattern.test(meaning))) return [];
      const path = /\bshell\s*:\s*true/.test(file.source(node)) ? undefined : unheard(file, node);
      return path === undefined ? [] : [finding(node, path)];
    });
    return [...accepted, ...made];
  },
};

const finding = (node: Node, path: string): Finding => ({
  node,
  message:
    'an "error" event that nobody listens to is thrown at the top of the event loop: it ' +
    "ends the process",
  fix: `\`${path}.on("error", …)\` right after this line`,
});

/** What `createServer` or `.on("connection", …)` hands to its callback. */
function unheardSocket(file: SourceFile, { callee, args }: CallNode): string | undefined {
  const isListener = callee.kind === "member" && callee.property === "on";
  const event = args[0]?.value;
  if (isListener && !(event?.kind === "literal" && event.value === "connection")) return undefined;
  const callback = args.find(({ value }) => value.kind === "function")?.value;
  if (callback?.kind !== "function") return undefined;
  const uses = parameterUses(file, callback, 0);
  // One that is thrown away at once says nothing more.
  if (uses.every(isDestroyed)) return undefined;
  return uses.every(isSilentUse) ? callback.params[0]?.name : undefined;
}

const isDestroyed = ({ parent }: Node): boolean =>
  parent?.kind === "member" && parent.property === "destroy";

/** The name of the emitter if everything that happens to it is in sight, and nobody listens. */
function unheard(file: SourceFile, node: CallNode): string | undefined {
  const { parent } = node;
  if (parent?.kind === "assign" && parent.value === node) {
    const { target } = parent;
    if (target.kind === "name") return unheardName(file, target);
    const path = dotted(target);
    return path?.startsWith("this.") === true ? unheardField(file, node, path) : undefined;
  }
  return parent?.kind === "expression" || parent?.kind === "member"
    ? unheardChain(node)
    : undefined;
}

function unheardName(file: SourceFile, target: NameNode): string | undefined {
  const binding = file.binding(target);
  if (binding?.kind !== "variable" || binding.writes.length !== 1) return undefined;
  const uses = binding.references.filter((reference) => reference !== target);
  if (uses.some((use) => endsPool(file, use, target))) return undefined;
  return uses.every((use) => isSilentUse(use)) ? target.name : undefined;
}

/** A pool that ends where it is made lives for a script, not for a service. */
function endsPool(file: SourceFile, use: Node, made: Node): boolean {
  const isEnd = use.parent?.kind === "member" && use.parent.property === "end";
  return isEnd && file.meaning(use) === "pg.Pool()" && functionOf(use) === functionOf(made);
}

/** A read of a property, or a call on it that neither listens to errors nor hands it over. */
function isSilentUse(use: Node): boolean {
  const { parent } = use;
  if (parent?.kind === "if" || parent?.kind === "unary") return true;
  if (parent?.kind !== "member" || parent.object !== use) return false;
  const call = parent.parent;
  if (call?.kind !== "call" || call.callee !== parent) return call?.kind !== "assign";
  if (LISTENS.test(parent.property)) return !listensToErrors(call) && isChainSilent(call);
  return OWN_USE.test(parent.property);
}

function listensToErrors({ args }: CallNode): boolean {
  const event = args[0]?.value;
  return event?.kind !== "literal" || event.value === "error";
}

/** `x.on("close", f).on("error", g)`: what the call returns is used further. */
function isChainSilent(call: CallNode): boolean {
  const { parent } = call;
  if (parent?.kind === "expression") return true;
  return parent?.kind === "member" && unheardChain(call) !== undefined;
}

/** Every call of the chain behind a new emitter. */
function unheardChain(from: CallNode): string | undefined {
  let at: Node = from;
  for (;;) {
    const member: Node | undefined = at.parent;
    if (member?.kind === "expression") return "emitter";
    if (member?.kind !== "member" || member.object !== at) return undefined;
    const call: Node | undefined = member.parent;
    if (call?.kind !== "call" || call.callee !== member) return undefined;
    if (LISTENS.test(member.property) ? listensToErrors(call) : !OWN_USE.test(member.property)) {
      return undefined;
    }
    at = call;
  }
}

/** For a field: the class names no error of it and gives it to nobody. */
function unheardField(file: SourceFile, node: Node, path: string): string | undefined {
  const owner = classOf(node);
  if (owner === undefined || functionOf(node) === undefined) return undefined;
  if (/["'`]error["'`]/.test(file.source(owner))) return undefined;
  const isHandedOver = file.all("call").some((call) => {
    const name = dotted(call.callee)?.split(".").at(-1) ?? "";
    return (
      classOf(call) === owner &&
      (HANDS_OVER.test(name) || call.args.some(({ value }) => dotted(value) === path))
    );
  });
  return isHandedOver ? undefined : path;
}
