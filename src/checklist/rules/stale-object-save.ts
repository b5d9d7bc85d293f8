import { transactionAround, unlockedReads, type OrmRead } from "../facts/orm-reads.js";
import { isGuarded, isSaved, isUpdate, written } from "../facts/orm-writes.js";
import { isSerialised } from "../facts/serialised.js";
import type { Finding } from "../finding.js";
import { below, functionOf } from "../ir/ancestors.js";
import type { AssignNode, CallNode, FunctionNode } from "../ir/expression.js";
import { dotted } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

export const staleObjectSave: Rule = {
  name: "stale-object-save",
  item: 10,
  languages: ["typescript", "python"],
  level: "fail",
  confidence: "high",
  check(file) {
    const reads = unlockedReads(file);
    return reads.flatMap((read) => {
      const fn = functionOf(read.read);
      if (fn === undefined || isSerialised(file, read.read)) return [];
      const after = [...below(fn.body)].filter(({ order }) => order > read.by.order);
      return (
        computedInPlace(file, read, after) ??
        computedForUpdate(file, read, after) ??
        savedInTransaction(file, read, fn, after, reads) ??
        []
      );
    });
  },
};

/** `account.balance -= amount`, then `account.save()`, `repository.save(account)` or a commit. */
function computedInPlace(
  file: SourceFile,
  read: OrmRead,
  after: readonly Node[],
): Finding | undefined {
  for (const node of after) {
    if (node.kind !== "assign" || node.target.kind !== "member") continue;
    const { object, property } = node.target;
    if (object.kind !== "name" || file.binding(object) !== read.binding) continue;
    if (!changesItself(node, dotted(node.target) ?? "") || !isSaved(file, read, node, after))
      continue;
    return finding(file, read, node, property);
  }
  return undefined;
}

function changesItself({ operator, value }: AssignNode, path: string): boolean {
  if (operator !== "=") return /^(?:[-+*/|&]|\/\/)?=$/.test(operator) && value?.kind !== "function";
  if (value?.kind !== "binary" || !/^[-+*/|&]$/.test(value.operator)) return false;
  return [value, ...below(value)].some((node) => dotted(node) === path);
}

/** `update({ data: { balance: account.balance - amount } })`. */
function computedForUpdate(
  file: SourceFile,
  { read, binding }: OrmRead,
  after: readonly Node[],
): Finding | undefined {
  for (const call of after) {
    if (call.kind !== "call" || !isUpdate(call)) continue;
    for (const [key, value] of written(call)) {
      const path = `${binding.name}.${key}`;
      const isComputed =
        value.kind === "binary" &&
        /^[-+*/]$/.test(value.operator) &&
        [value, ...below(value)].some((node) => dotted(node) === path);
      if (isComputed && !isGuarded(file, call, key)) {
        return finding(file, { read, binding }, value, key);
      }
    }
  }
  return undefined;
}

/** Django's `save()` writes every field, a model's `update(values)` what it is given. */
function isWholeSave({ callee, args }: CallNode): boolean {
  if (callee.kind !== "member") return false;
  const [first] = args;
  if (callee.property === "update") return first !== undefined && first.name === undefined;
  const isNarrow = args.some(({ name }) => name === undefined || name === "update_fields");
  return /^a?save$/.test(callee.property) && !isNarrow;
}

/** Of several reads the last one is what is saved. */
const isBetween = (first: Node, { read }: OrmRead, last: Node): boolean =>
  read.order > first.order && read.order < last.order;

/** Read, changed and saved as a whole in a transaction that does not hold the row. */
function savedInTransaction(
  file: SourceFile,
  { read, binding }: OrmRead,
  fn: FunctionNode,
  after: readonly Node[],
  others: readonly OrmRead[],
): Finding | undefined {
  if (file.language !== "python" || transactionAround(file, read) === undefined) return undefined;
  const calls = after.filter(
    (node): node is CallNode =>
      node.kind === "call" &&
      node.callee.kind === "member" &&
      node.callee.object.kind === "name" &&
      file.binding(node.callee.object) === binding,
  );
  const save = calls.find(isWholeSave);
  if (save === undefined || functionOf(save) !== fn) return undefined;
  if (others.some((other) => isBetween(read, other, save) && other.binding === binding)) {
    return undefined;
  }
  const { line } = file.position(save.start);
  return {
    node: read,
    message:
      `\`${binding.name}\` is read without a lock and saved whole on line ${line}: what another ` +
      "transaction changes in between is overwritten",
    fix: "read it with `select_for_update()` (SQLAlchemy: `with_for_update()`)",
    confidence: "medium",
    level: "review",
  };
}

function finding(
  file: SourceFile,
  { read, binding }: Pick<OrmRead, "read" | "binding">,
  change: Node,
  property: string,
): Finding {
  const { line } = file.position(read.start);
  return {
    node: change,
    message:
      `\`${property}\` is computed from \`${binding.name}\` as it was on line ${line}: what ` +
      "another request saves in between is lost",
    fix:
      file.language === "python"
        ? `let the database compute it (Django: \`F("${property}") + …\`), or lock the row`
        : `let the database compute it (\`increment\`), or lock the row or check a version`,
  };
}
