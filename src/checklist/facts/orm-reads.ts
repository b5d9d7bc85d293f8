import { ancestors, below, isInside } from "../ir/ancestors.js";
import type { AssignNode, CallNode } from "../ir/expression.js";
import { dotted } from "../ir/locks.js";
import { soleValue } from "../ir/names.js";
import type { Node } from "../ir/node.js";
import type { Binding } from "../ir/scope.js";
import type { SourceFile } from "../ir/source-file.js";

/** An object that a function reads from a database and keeps in a variable. */
export interface OrmRead {
  read: CallNode;
  binding: Binding;
  by: AssignNode;
}

const TYPESCRIPT = new RegExp(
  "\\.(?:find(?:One|First|Unique|ByPk|ById|OneBy|OneById)|getOne)(?:OrFail|OrThrow)?(?:\\(\\))?" +
    "(?:\\.\\w+(?:\\(\\))?)*$",
);
const DJANGO = new RegExp(
  "(?:\\.objects(?:\\.\\w+\\(\\))*\\.a?(?:get|first|last|earliest|latest)|" +
    "(?:^|\\.)a?get_object_or_404)$",
);
const SQLALCHEMY = new RegExp(
  "(?:query(?:\\(\\))?(?:\\.\\w+(?:\\(\\))?)*\\.(?:first|one|one_or_none|get|scalar)|" +
    "(?:session|db)\\.get|session\\.scalar|scalar_one(?:_or_none)?|" +
    "scalars?(?:\\(\\))?(?:\\.\\w+\\(\\))*\\.?(?:first|one|one_or_none))$",
  "i",
);
/** Whoever reads so holds the row, or will notice. */
const LOCKED = /for_update|lockmode|forUpdate|\block\b|\bLOCK\b|pessimistic|serializable/i;

/** Every read of one object by its key or a filter, without a lock. */
export function unlockedReads(file: SourceFile): OrmRead[] {
  return file.all("assign").flatMap((by) => {
    if (by.target.kind !== "name" || by.value === undefined) return [];
    const read = by.value.kind === "await" ? by.value.value : by.value;
    const binding = file.binding(by.target);
    if (read.kind !== "call" || binding?.kind !== "variable") return [];
    const path = dotted(read.callee) ?? "";
    const isRead =
      file.language === "python"
        ? DJANGO.test(path) || SQLALCHEMY.test(path)
        : TYPESCRIPT.test(path) && by.value.kind === "await";
    return isRead && !isLocked(file, read) ? [{ read, binding, by }] : [];
  });
}

/** Also where the query was put together before: `query = select(…).with_for_update()`. */
const isLocked = (file: SourceFile, read: CallNode): boolean =>
  LOCKED.test(file.source(read)) ||
  [...below(read)].some((part) => {
    const query = part.kind === "name" ? soleValue(file.binding(part)) : undefined;
    return query?.kind === "call" && LOCKED.test(file.source(query));
  });

/** The `with` or callback of a transaction, or the decorated function, that a node stands in. */
export function transactionAround(file: SourceFile, node: Node): Node | undefined {
  for (const around of ancestors(node)) {
    if (around.kind === "with") {
      const isOne = around.items.some(
        ({ context }) => !isInside(node, context) && TRANSACTION.test(file.source(context)),
      );
      if (isOne) return around;
    }
    if (around.kind !== "function") continue;
    if (around.decorators.some((one) => TRANSACTION.test(file.source(one)))) return around;
    const call = around.parent;
    if (call?.kind !== "call" || !/ransaction(?:\(\)\.execute)?$/.test(dotted(call.callee) ?? ""))
      break;
    return call;
  }
  return undefined;
}

const TRANSACTION = new RegExp(
  "\\batomic\\b|\\.begin(?:_nested)?\\(|\\btransaction\\(\\)|transactional|" +
    "context_manager_writer|writer\\.(?:using|savepoint)",
);
