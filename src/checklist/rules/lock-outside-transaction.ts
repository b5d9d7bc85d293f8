import { ancestors } from "../ir/ancestors.js";
import type { CallNode } from "../ir/expression.js";
import { lastName } from "../ir/names.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

const BUILDS = /^for(?:NoKey)?(?:Update|Share)$|^forKeyShare$/;
const RUNS = /^(?:query|execute|raw|unsafe|\$queryRaw|\$queryRawUnsafe|all|get|one|many)$/;
const LOCKS = /^\s*(?:with|select)\b[\s\S]*\bfor\s+(?:(?:no\s+key\s+)?update|share)\b/i;
/** What stands for the whole database, of which each statement may get another connection. */
const WHOLE = /^_*(?:knex|db|database|pool|prisma|sequelize)$/i;
const DEPTH_MAX = 4;

export const lockOutsideTransaction: Rule = {
  name: "lock-outside-transaction",
  item: 10,
  languages: ["typescript"],
  level: "review",
  confidence: "medium",
  check(file) {
    if (!/for[ _]?(?:no[ _]?key[ _]?)?(?:update|share)/i.test(file.text)) return [];
    const built = file.callsNamed(BUILDS).filter(({ args }) => args.length === 0);
    const written = file.callsNamed(RUNS).filter(({ args }) => isLocking(args[0]?.value));
    return [...built, ...written].flatMap((call) => judge(file, call));
  },
};

function judge(file: SourceFile, call: CallNode) {
  const root = call.callee.kind === "member" ? rootOf(file, call.callee.object) : undefined;
  const name = root && lastName(root);
  if (root === undefined || name === undefined || !WHOLE.test(name)) return [];
  if (isInTransaction(file, call)) return [];
  return [
    {
      node: call,
      message:
        `this locks rows over \`${file.source(root)}\`: outside a transaction the lock ends with ` +
        "the statement, and another process takes the same rows before they are written",
      fix: "read and write them in one transaction, over what that gives",
    },
  ];
}

function isLocking(node: Node | undefined): boolean {
  if (node?.kind === "template") return LOCKS.test(node.text);
  return node?.kind === "literal" && typeof node.value === "string" && LOCKS.test(node.value);
}

/** The left end of a chain of calls, also through the variable that holds its beginning. */
function rootOf(file: SourceFile, node: Node, depth = 0): Node | undefined {
  let at = node;
  while (at.kind === "call" || (at.kind === "member" && at.parent?.kind === "call")) {
    if (at.kind === "call" && /^transacting$/.test(lastName(at.callee))) return undefined;
    at = at.kind === "call" ? at.callee : at.object;
  }
  if (at.kind === "name" && depth < DEPTH_MAX) {
    const binding = file.binding(at);
    const first = binding?.kind === "variable" ? binding.writes[0]?.value : undefined;
    if (first?.kind === "call") return rootOf(file, first, depth + 1);
  }
  return at.kind === "name" || at.kind === "member" ? at : undefined;
}

/** In what runs in one, or beside statements that begin and end it by hand. */
function isInTransaction(file: SourceFile, call: CallNode): boolean {
  let outermost: Node = call;
  for (const around of ancestors(call)) {
    if (around.kind !== "function") continue;
    outermost = around;
    const user = around.parent;
    if (user?.kind === "call" && /transact|^begin$|^tx$/i.test(lastName(user.callee))) return true;
  }
  return /\bBEGIN\b|START TRANSACTION|\.transaction\(|\btransacting\b/.test(file.source(outermost));
}
