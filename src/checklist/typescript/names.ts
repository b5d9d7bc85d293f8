import type { Node as Raw } from "oxc-parser";
import type { Node } from "../ir/node.js";

/** The name that a property, import or export key stands for; undefined when it is computed. */
export function keyOf(raw: Raw): string | undefined {
  if (raw.type === "Identifier") return raw.name;
  if (raw.type === "PrivateIdentifier") return `#${raw.name}`;
  if (raw.type === "Literal") return String(raw.value);
  return undefined;
}

/** A function without a name takes the one that it is assigned to, as at run time. */
export function named(value: Node, target: Node): Node {
  if (value.kind === "function" || value.kind === "class") {
    if (target.kind === "name") value.name ??= target.name;
    else if (target.kind === "member") value.name ??= target.property;
  }
  return value;
}

/** Every name that a pattern binds. */
export function boundNames(pattern: Node): string[] {
  switch (pattern.kind) {
    case "name":
      return [pattern.name];
    case "list":
      return pattern.elements.flatMap(boundNames);
    case "object":
      return pattern.entries.flatMap(({ value }) => boundNames(value));
    case "assign":
      return boundNames(pattern.target);
    case "spread":
      return boundNames(pattern.value);
    default:
      return [];
  }
}
