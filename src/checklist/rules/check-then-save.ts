import { unlockedReads, type OrmRead } from "../facts/orm-reads.js";
import { isGuarded, isSaved, isUpdate, written } from "../facts/orm-writes.js";
import { isSerialised } from "../facts/serialised.js";
import type { Finding } from "../finding.js";
import { below, functionOf, isInside } from "../ir/ancestors.js";
import type { AssignNode } from "../ir/expression.js";
import { alwaysLeaves } from "../ir/flow.js";
import { dotted } from "../ir/locks.js";
import type { IfNode, Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

export const checkThenSave: Rule = {
  name: "check-then-save",
  item: 10,
  languages: ["typescript", "python"],
  level: "review",
  confidence: "medium",
  check(file) {
    return unlockedReads(file).flatMap((read) => {
      const fn = functionOf(read.read);
      if (fn === undefined || isSerialised(file, read.read)) return [];
      const after = [...below(fn.body)].filter(({ order }) => order > read.by.order);
      return claimByQuery(file, read, after) ?? firstClaim(file, read, after) ?? [];
    });
  },
};

/** `if (seat.takenBy) throw …; seat.takenBy = user; await seat.save()`. */
function firstClaim(file: SourceFile, read: OrmRead, after: readonly Node[]): Finding | undefined {
  for (const node of after) {
    if (node.kind !== "if") continue;
    for (const property of askedOf(file, read, node.test)) {
      const write = after.find(
        (later) => depends(later, node) && writes(file, read, later, property, after),
      );
      if (write !== undefined) return finding(file, read, property, node, write);
    }
  }
  return undefined;
}

/** `filter(state="new").first()`, then `job.state = "running"`. */
function claimByQuery(
  file: SourceFile,
  read: OrmRead,
  after: readonly Node[],
): Finding | undefined {
  const asked = new Set(
    [read.read, ...below(read.read)].flatMap((node) => {
      if (node.kind === "call") return node.args.map(({ name }) => name);
      return node.kind === "object" ? node.entries.map(({ key }) => key) : [];
    }),
  );
  const write = after.find(
    (node) =>
      node.kind === "assign" &&
      node.target.kind === "member" &&
      asked.has(node.target.property) &&
      writes(file, read, node, node.target.property, after),
  );
  if (write?.kind !== "assign" || write.target.kind !== "member") return undefined;
  return finding(file, read, write.target.property, read.read, write);
}

/** The properties of the object that a condition looks at. */
function askedOf(file: SourceFile, { binding }: OrmRead, test: Node): string[] {
  return [test, ...below(test)].flatMap((node) =>
    node.kind === "member" && node.object.kind === "name" && file.binding(node.object) === binding
      ? [node.property]
      : [],
  );
}

/** Whether a node is reached only as a condition came out. */
const depends = (node: Node, { consequent, end }: IfNode): boolean =>
  isInside(node, consequent) || (node.start > end && alwaysLeaves(consequent));

function writes(
  file: SourceFile,
  read: OrmRead,
  node: Node,
  property: string,
  after: readonly Node[],
): boolean {
  if (node.kind === "assign") {
    const path = `${read.binding.name}.${property}`;
    if (dotted(node.target) !== path || isComputed(node, path)) return false;
    return isSaved(file, read, node, after);
  }
  if (node.kind !== "call" || !isUpdate(node) || isGuarded(file, node, property)) return false;
  return written(node).some(([key]) => key === property) && isOfRow(file, read, node);
}

/** That is `stale-object-save`'s. */
const isComputed = ({ operator, value }: AssignNode, path: string): boolean =>
  operator !== "=" ||
  (value !== undefined && [...below(value)].some((part) => dotted(part) === path));

/** `where: { id: row.id }`, or by what the row was read by. */
function isOfRow(file: SourceFile, { read, binding }: OrmRead, update: Node): boolean {
  const model = (node: Node): string | undefined =>
    node.kind === "call" ? dotted(node.callee)?.split(".").slice(0, -1).join(".") : undefined;
  return (
    new RegExp(`\\b${binding.name}\\.\\w+`).test(file.source(update)) ||
    model(read) === model(update)
  );
}

function finding(
  file: SourceFile,
  { binding }: OrmRead,
  property: string,
  check: Node,
  write: Node,
): Finding {
  const { line } = file.position(check.start);
  return {
    node: write,
    message:
      `\`${property}\` of \`${binding.name}\` was looked at on line ${line}: two requests that ` +
      "run at once both find it free, and both take it",
    fix:
      file.language === "python"
        ? "read the row with `select_for_update()` (SQLAlchemy: `with_for_update()`), or update " +
          `it with \`${property}\` in the condition and look at how many rows changed`
        : `update it with \`${property}\` in the condition and look at how many rows changed, or ` +
          "lock the row when it is read",
  };
}
