import type { CallNode, NameNode } from "./expression.js";
import { soleValue } from "./names.js";
import type { Node } from "./node.js";
import type { SourceFile } from "./source-file.js";

/** `unknown` when the call passes options that cannot be seen from here. */
export type Option = { is: "given"; value: Node } | { is: "missing" } | { is: "unknown" };

const SPREADS_MAX = 4;

/**
 * An option of a call by any of its names: a keyword argument in Python, an entry of an object
 * literal in TypeScript, also when the literal is in a variable that is written once.
 *
 * @param at the position of TypeScript's options object, from 0; without it, the last argument
 */
export function option(
  file: SourceFile,
  call: CallNode,
  names: readonly string[],
  at = Math.max(call.args.length - 1, 0),
): Option {
  let unknown = false;
  for (const { name, spread, value } of call.args) {
    if (name !== undefined && names.includes(name)) return { is: "given", value };
    if (spread === undefined) continue;
    const inside = spread === "keyword" ? inDictionary(file, value, names) : undefined;
    if (inside?.is === "given") return inside;
    unknown ||= inside?.is !== "missing";
  }
  const options = file.language === "python" ? undefined : call.args[at];
  const seen = options && inObject(file, options.value, names, 0);
  if (seen?.is === "given") return seen;
  return { is: unknown || seen?.is === "unknown" ? "unknown" : "missing" };
}

/** A positional argument, or the keyword argument of that name in Python. */
export function argument(call: CallNode, position: number, name?: string): Node | undefined {
  const keyword = call.args.find((given) => name !== undefined && given.name === name);
  if (keyword !== undefined) return keyword.value;
  const before = call.args.slice(0, position + 1);
  if (before.some(({ spread }) => spread !== undefined)) return undefined;
  const given = call.args[position];
  return given?.name === undefined ? given?.value : undefined;
}

function inObject(file: SourceFile, node: Node, names: readonly string[], depth: number): Option {
  if (node.kind === "name") {
    const later = setLater(file, node, names);
    if (later !== undefined) return { is: "given", value: later };
  }
  const value = node.kind === "name" ? soleValue(file.binding(node)) : node;
  if (value?.kind !== "object") {
    const cannotHold =
      node.kind === "literal" || node.kind === "function" || node.kind === "template";
    return { is: cannotHold ? "missing" : "unknown" };
  }
  let unknown = false;
  for (const { key, value: entry, spread } of value.entries) {
    if (key !== undefined && names.includes(key)) return { is: "given", value: entry };
    if (!spread) continue;
    const seen =
      depth >= SPREADS_MAX ? { is: "unknown" as const } : inObject(file, entry, names, depth + 1);
    if (seen.is === "given") return seen;
    unknown ||= seen.is === "unknown";
  }
  return { is: unknown ? "unknown" : "missing" };
}

/** `**options` of Python, where `options` is a dictionary that only this function fills. */
function inDictionary(file: SourceFile, node: Node, names: readonly string[]): Option {
  const value = node.kind === "name" ? soleValue(file.binding(node)) : node;
  if (value?.kind !== "object") return { is: "unknown" };
  if (value.entries.some(({ key, spread }) => spread || key === undefined))
    return { is: "unknown" };
  const given = value.entries.find(({ key }) => key !== undefined && names.includes(key));
  if (given !== undefined) return { is: "given", value: given.value };
  const references = node.kind === "name" ? (file.binding(node)?.references ?? []) : [];
  for (const reference of references) {
    const { parent } = reference;
    if (parent?.kind === "assign" && parent.target === reference) continue;
    if (parent?.kind === "call" && parent.args.some((one) => one.spread && one.value === reference))
      continue;
    if (parent?.kind !== "index" || parent.index.kind !== "literal") return { is: "unknown" };
    const { value: key } = parent.index;
    const write = parent.parent;
    if (typeof key !== "string" || !names.includes(key)) continue;
    if (write?.kind === "assign" && write.target === parent && write.value) {
      return { is: "given", value: write.value };
    }
  }
  return { is: "missing" };
}

/** `options.signal = …` after the literal was made. */
function setLater(file: SourceFile, node: NameNode, names: readonly string[]): Node | undefined {
  for (const { parent } of file.binding(node)?.references ?? []) {
    if (parent?.kind !== "member" || !names.includes(parent.property)) continue;
    const write = parent.parent;
    if (write?.kind === "assign" && write.target === parent) return write.value;
  }
  return undefined;
}
