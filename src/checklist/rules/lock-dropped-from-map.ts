import { isInside, functionOf } from "../ir/ancestors.js";
import type { FunctionNode } from "../ir/expression.js";
import { asWritten, dotted, lockIn } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

export const lockDroppedFromMap: Rule = {
  name: "lock-dropped-from-map",
  item: 6,
  languages: ["typescript", "python"],
  level: "fail",
  confidence: "medium",
  check(file) {
    if (!/locks|mutex(?:es)?|semaphores/i.test(file.text)) return [];
    return drops(file).flatMap(({ node, map }) => {
      const fn = functionOf(node);
      if (fn === undefined || !MAP.test(map) || !takesLock(file, fn, map)) return [];
      if (LOOKS.test(file.source(fn))) return [];
      const name = asWritten(file, map);
      return [
        {
          node,
          message:
            `who waits for this lock still has it, whoever comes next finds none in \`${name}\` ` +
            "and makes another: both are inside at once",
          fix: `count who holds or waits for it, and take it out of \`${name}\` at zero`,
        },
      ];
    });
  },
};

/** A map of locks by its name. */
const MAP = /(?:locks|mutex(?:es)?|semaphores)(?:_?(?:map|by_?\w+))?$/i;
/** Whoever asks for others has thought of them. */
const LOOKS =
  /locked\(|isLocked|_?waiters|waiting|ref_?count|refs\b|count|pending|size\b|=== ?\w+|\bis \w+:/i;

interface Drop {
  node: Node;
  map: string;
}

/** `map.delete(key)`, `map.pop(key)`, `del map[key]`. */
function drops(file: SourceFile): Drop[] {
  const called = file.callsNamed(/^(?:delete|pop)$/).flatMap((node): Drop[] => {
    const map = node.callee.kind === "member" ? dotted(node.callee.object) : undefined;
    return map === undefined || node.args.length === 0 ? [] : [{ node, map }];
  });
  const deleted = file.all("index").flatMap((index): Drop[] => {
    const by = index.parent;
    const isDeleted =
      (by?.kind === "other" && by.type === "delete_statement") ||
      (by?.kind === "unary" && by.operator === "delete");
    const map = isDeleted ? dotted(index.object) : undefined;
    return map === undefined ? [] : [{ node: index, map }];
  });
  return [...called, ...deleted];
}

/** The function enters or acquires a lock, and it comes from the map. */
function takesLock(file: SourceFile, fn: FunctionNode, map: string): boolean {
  const comesFromMap = file
    .all("call")
    .some(
      ({ callee }) =>
        callee.kind === "member" &&
        /^(?:get|set|setdefault)$/.test(callee.property) &&
        dotted(callee.object) === map &&
        isInside(callee, fn),
    );
  const isIndexed = file
    .all("index")
    .some((index) => dotted(index.object) === map && isInside(index, fn));
  if (!comesFromMap && !isIndexed) return false;
  const entered = file
    .all("with")
    .some(
      (node) =>
        isInside(node, fn) &&
        node.items.some(
          ({ context }) => lockIn(file, context).length > 0 || dotted(context)?.startsWith(map),
        ),
    );
  return (
    entered || file.callsNamed(/^(?:acquire|lock|runExclusive)$/).some((call) => isInside(call, fn))
  );
}
