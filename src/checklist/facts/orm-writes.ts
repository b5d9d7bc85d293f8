import { below } from "../ir/ancestors.js";
import type { CallNode } from "../ir/expression.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { OrmRead } from "./orm-reads.js";

/** Whether what was changed in the object goes to the database: `save`, `commit` and the like. */
export function isSaved(
  file: SourceFile,
  { binding }: Pick<OrmRead, "binding">,
  change: Node,
  after: readonly Node[],
): boolean {
  const isIt = (node: Node): boolean => node.kind === "name" && file.binding(node) === binding;
  return after.some((node) => {
    if (node.kind !== "call" || node.callee.kind !== "member" || node.order < change.order)
      return false;
    const { object, property } = node.callee;
    if (/^a?save$/.test(property))
      return isIt(object) || node.args.some(({ value }) => isIt(value));
    return /^(?:commit|flush|persist|merge)$/.test(property);
  });
}

/** A call that changes rows by the values that it is given. */
export const isUpdate = ({ callee }: CallNode): boolean =>
  callee.kind === "member" &&
  /^(?:update\w*|set|values|findOneAndUpdate|findByIdAndUpdate|upsert)$/.test(callee.property);

/** Every entry that the arguments hold, at any depth: `{ data: { n: … } }`, `n=…`. */
export function written(call: CallNode): [string, Node][] {
  const found: [string, Node][] = call.args.flatMap(({ name, value }) =>
    name === undefined ? [] : [[name, value]],
  );
  for (const { value } of call.args) {
    for (const node of [value, ...below(value)]) {
      if (node.kind !== "object") continue;
      for (const { key, value: entry } of node.entries)
        if (key !== undefined) found.push([key, entry]);
    }
  }
  return found;
}

/** `where: { id, version: row.version }` or the column itself in the condition. */
export function isGuarded(file: SourceFile, call: CallNode, key: string): boolean {
  const text = file.source(call);
  const conditions =
    /(?:where|filter(?:_by)?)\b[\s\S]*/i.exec(text)?.[0].split(/\bdata\b|\bvalues\b/)[0] ?? "";
  return new RegExp(`\\b(?:version|${key})\\b`).test(conditions);
}
