import { connectionsMade, makesConnections, type ConnectionKind } from "../facts/connections.js";
import { isHandler } from "../facts/handlers.js";
import type { Finding } from "../finding.js";
import { below, functionOf, isInside, loopsAround } from "../ir/ancestors.js";
import type { CallNode, FunctionNode, NameNode } from "../ir/expression.js";
import { dotted } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import type { Binding } from "../ir/scope.js";
import type { SourceFile } from "../ir/source-file.js";
import { usage } from "../ir/usage.js";
import type { Rule } from "../rule.js";

export const clientPerCall: Rule = {
  name: "client-per-call",
  item: 11,
  languages: ["typescript", "python"],
  level: "fail",
  confidence: "high",
  check(file) {
    return file.callsOf({ test: makesConnections }).flatMap((call) => {
      const fn = functionOf(call);
      const kind = fn && connectionsMade(file, call);
      if (fn === undefined || kind === undefined || runsOnce(file, fn)) return [];
      if (!diesHere(file, call, fn)) return [];
      return [finding(file, call, fn, kind)];
    });
  },
};

const ONCE = new RegExp(
  "^_*(?:main|run|cli|start|setup|init|bootstrap|lifespan|connect|test|seed|migrate|upgrade|" +
    "downgrade|default|close|shutdown)(?![a-z])",
  "i",
);
const ONCE_TEXT = /\b(?:argparse|process\.argv|click\.(?:command|group)|typer)\b/;
const REMEMBERED = /cache|memo|singleton|fixture|command|provider|contextmanager/i;

/** Start-up code, a script, or a function whose answer is remembered. */
function runsOnce(file: SourceFile, fn: FunctionNode): boolean {
  if (fn.method === "constructor" || ONCE_TEXT.test(file.text)) return true;
  if (fn.decorators.some((one) => REMEMBERED.test(file.source(one)))) return true;
  return !isHandler(file, fn) && ONCE.test(fn.name ?? "");
}

/** Whether what the call makes is used in this function only, for a request or two, and dropped. */
function diesHere(file: SourceFile, call: CallNode, fn: FunctionNode): boolean {
  const used = valueUsage(call);
  if (used.kind === "entered" && used.by.kind === "with") {
    const { items } = used.by;
    const item = items.find(({ context }) => isInside(call, context));
    return item?.target?.kind === "name" && isLocal(file, file.binding(item.target), fn);
  }
  if (used.kind === "object") {
    const by = used.by.parent;
    return (
      used.by.kind === "member" &&
      by?.kind === "call" &&
      !/^(?:connect|setup|on|open|start|with\w*|extend|\$\w+)$/.test(used.by.property)
    );
  }
  if (used.kind !== "assigned" || used.by.kind !== "assign") return false;
  const { target } = used.by;
  return target.kind === "name" && isLocal(file, file.binding(target), fn) && !isForOne(file, call);
}

/** `await connect()` goes where its value goes. */
function valueUsage(node: Node): ReturnType<typeof usage> {
  const used = usage(node);
  return used.kind === "awaited" ? valueUsage(used.by) : used;
}

/** One client for each thing of a loop, made with what differs between them. */
function isForOne(file: SourceFile, call: CallNode): boolean {
  const loop = loopsAround(call)[0];
  return (
    loop !== undefined &&
    [...below(call)].some(
      (node) =>
        node.kind === "name" && file.binding(node)?.writes.some(({ by }) => isInside(by, loop)),
    )
  );
}

/** Never given away, kept, or used again and again. */
function isLocal(file: SourceFile, binding: Binding | undefined, fn: FunctionNode): boolean {
  if (binding === undefined || binding.kind !== "variable") return false;
  if (functionOf(binding.declaration) !== fn) return false;
  return binding.references.every(
    (reference) => isOneUse(reference, fn) && !isGivenAway(file, takenFrom(reference)),
  );
}

const TAKES = /^(?:db|database|get_(?:default_)?database|collection|get_collection|bucket|table)$/;

/** A database or table of a client, which keeps the client alive. */
function takenFrom({ parent }: NameNode): Node | undefined {
  if (parent?.kind === "index") return parent;
  if (parent?.kind !== "member" || parent.parent?.kind !== "call") return undefined;
  return TAKES.test(parent.property) ? parent.parent : undefined;
}

function isGivenAway(file: SourceFile, node: Node | undefined): boolean {
  if (node === undefined) return false;
  const { kind, by } = usage(node);
  if (kind !== "assigned" || by.kind !== "assign") return /^(?:returned|yielded)$/.test(kind);
  if (by.target.kind !== "name") return true;
  const references = file.binding(by.target)?.references ?? [];
  return references.some((reference) => /^(?:returned|yielded)$/.test(usage(reference).kind));
}

const WRAPS = /(?:Session|sessionmaker|async_sessionmaker|drizzle|close|end|quit|disconnect)$/;

function isOneUse(reference: NameNode, fn: FunctionNode): boolean {
  if (functionOf(reference) !== fn || loopsAround(reference).length > 0) return false;
  for (let at: Node | undefined = reference; at !== undefined && at !== fn; at = at.parent) {
    if (at.kind === "comprehension") return false;
  }
  const used = usage(reference);
  if (used.kind === "argument" && used.by.kind === "call") {
    return WRAPS.test(dotted(used.by.callee) ?? "");
  }
  return used.kind === "object" || used.kind === "read" || used.kind === "entered";
}

function finding(
  file: SourceFile,
  call: CallNode,
  fn: FunctionNode,
  kind: ConnectionKind,
): Finding {
  const name = file.source(call.callee);
  const where = fn.name === undefined ? "this function" : `\`${fn.name}\``;
  const isSure = kind === "pool" || isHandler(file, fn);
  return {
    node: call,
    message:
      kind === "connection"
        ? `every call of ${where} opens a connection of its own: nothing limits how many there ` +
          "are, and each pays for the handshake"
        : `every call of ${where} makes a pool of its own with \`${name}\`: connections are not ` +
          "reused, and no limit holds for all calls together",
    fix:
      kind === "connection"
        ? "take a connection from one pool of the module, with a maximum"
        : `make \`${name}\` once, beside ${where} or at start-up, and pass it in`,
    ...(!isSure && { confidence: "medium" as const, level: "review" as const }),
  };
}
