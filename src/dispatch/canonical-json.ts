import { createHash } from "node:crypto";
import { ARGUMENT_DEPTH_MAX, isPlain } from "./references.js";

/**
 * The value as JSON with the names of every object in order, so that equal values give equal
 * texts. `undefined` for what JSON cannot hold: two different functions must not look the same.
 * A property that is `undefined` counts as left out.
 */
export function canonicalJson(value: unknown, depth = 0): string | undefined {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") return Number.isFinite(value) ? JSON.stringify(value) : undefined;
  if (typeof value === "boolean" || value === null) return String(value);
  if (typeof value !== "object" || depth > ARGUMENT_DEPTH_MAX + 1) return undefined;
  if (Array.isArray(value)) return canonicalList(value, depth);
  if (!isPlain(value)) return undefined;
  return canonicalObject(value as Record<string, unknown>, depth);
}

function canonicalList(list: readonly unknown[], depth: number): string | undefined {
  let text = "[";
  for (const item of list) {
    const part = canonicalJson(item, depth + 1);
    if (part === undefined) return undefined;
    text += text === "[" ? part : `,${part}`;
  }
  return `${text}]`;
}

function canonicalObject(value: Record<string, unknown>, depth: number): string | undefined {
  const names = Object.keys(value);
  if (names.length > 1) names.sort();
  let text = "{";
  for (const name of names) {
    const item = value[name];
    if (item === undefined) continue;
    const part = canonicalJson(item, depth + 1);
    if (part === undefined) return undefined;
    text += `${text === "{" ? "" : ","}${JSON.stringify(name)}:${part}`;
  }
  return `${text}}`;
}

/** SHA-256 of the arguments in canonical form, in hex; `undefined` if JSON cannot hold them. */
export function argumentsHash(args: Readonly<Record<string, unknown>>): string | undefined {
  const text = canonicalJson(args);
  return text === undefined ? undefined : createHash("sha256").update(text).digest("hex");
}
