import { below, classOf, functionOf } from "../ir/ancestors.js";
import type { ClassNode, FunctionNode } from "../ir/expression.js";
import { alwaysLeaves } from "../ir/flow.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import { usage } from "../ir/usage.js";
import type { Rule } from "../rule.js";

const ENDS = /^_?#?(?:stop|close|destroy|dispose|end|shutdown|shutDown|disconnect|terminate)$/;
/** Starts something anew, which a closed object must not. */
const STARTS = new RegExp(
  "^_?#?(?:re)?(?:connect|open|start|schedule|poll|retry|subscribe|fetch|sync|load|refresh|" +
    "run|begin|attempt|try)",
  "i",
);
/** Whoever asks one of these has thought of the end. */
const ASKS = new RegExp(
  "stop|clos|running|destroy|dispos|active|abort|enabled|cancel|shut|alive|mounted|connected|" +
    "ended|terminat",
  "i",
);

export const unkeptTimer: Rule = {
  name: "unkept-timer",
  item: 3,
  languages: ["typescript"],
  level: "review",
  confidence: "medium",
  check(file) {
    return file.callsOf(/^setTimeout$/).flatMap((node) => {
      const owner = classOf(node);
      const fn = functionOf(node);
      const later = node.args[0]?.value;
      if (owner === undefined || fn === undefined || later === undefined) return [];
      if (usage(node).kind !== "discarded" || ENDS.test(fn.name ?? "")) return [];
      const end = owner.members.find(endsIt);
      const starts = startedBy(later);
      if (end?.kind !== "function" || starts === undefined) return [];
      if (asks(file, later) || isGuarded(file, methodNamed(owner, starts))) return [];
      return [
        {
          node,
          message:
            `\`${end.name}\` cannot clear this timer: when it fires afterwards, \`${starts}\` ` +
            "begins anew on what is closed, and until then it keeps the process awake",
          fix: `keep it in a field, and clear that in \`${end.name}\``,
        },
      ];
    });
  },
};

const endsIt = (member: Node): boolean =>
  member.kind === "function" && member.method === "method" && ENDS.test(member.name ?? "");

/** The method of the object itself that the callback calls, or is: `() => this.connect()`. */
function startedBy(later: Node): string | undefined {
  const nodes = later.kind === "function" ? [later.body, ...below(later.body)] : [later];
  for (const node of nodes) {
    const called = node.kind === "call" ? node.callee : later === node ? node : undefined;
    const name = called && ownMethod(called);
    if (name !== undefined && STARTS.test(name)) return name;
  }
  return undefined;
}

function ownMethod(node: Node): string | undefined {
  // `this.connect.bind(this)` is called later.
  if (node.kind === "call" && node.callee.kind === "member" && node.callee.property === "bind") {
    return ownMethod(node.callee.object);
  }
  if (node.kind !== "member" || node.object.kind !== "name") return undefined;
  return node.object.name === "this" ? node.property : undefined;
}

function methodNamed(owner: ClassNode, name: string): FunctionNode | undefined {
  for (const member of owner.members) {
    if (member.kind === "function" && member.name === name) return member;
  }
  return undefined;
}

/** Names of other things, such as `this._onclose`, count too: better silent than wrong. */
const asks = (file: SourceFile, node: Node): boolean =>
  [node, ...below(node, true)].some(
    (inner) =>
      /^(?:if|conditional|binary|loop)$/.test(inner.kind) && ASKS.test(testOf(file, inner)),
  );

/** `if (this.isClosed) return;` in the method that would begin anew. */
const isGuarded = (file: SourceFile, fn: FunctionNode | undefined): boolean =>
  fn !== undefined &&
  [...below(fn.body)].some(
    (node) =>
      node.kind === "if" && ASKS.test(file.source(node.test)) && alwaysLeaves(node.consequent),
  );

function testOf(file: SourceFile, node: Node): string {
  if (node.kind === "if" || node.kind === "conditional") return file.source(node.test);
  if (node.kind === "binary") return file.source(node.left);
  return node.kind === "loop" && node.test ? file.source(node.test) : "";
}
