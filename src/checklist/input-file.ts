import { readFileSync, statSync } from "node:fs";
import * as z from "zod";
import { ChecklistError } from "./fault.js";

const BYTES_MAX = 50_000_000;
const SHOWN_MAX = 80;

/**
 * A JSON file of the user's in this form. Throws `ChecklistError` with the file's name as it was
 * given, the field, what it may be and what it is.
 */
export function readInput<Schema extends z.ZodType>(
  path: string,
  shown: string,
  schema: Schema,
): z.output<Schema> {
  const wrong = (what: string) => new ChecklistError("bad-config", `${shown}: ${what}`);
  let size: number;
  let text = "";
  try {
    ({ size } = statSync(path));
    if (size <= BYTES_MAX) text = readFileSync(path, "utf8");
  } catch (error) {
    throw wrong(`cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown error"})`);
  }
  if (size > BYTES_MAX) throw wrong(`at most ${BYTES_MAX} bytes, has ${size}`);
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (error) {
    throw wrong(`not JSON${placeOf(error, text)}`);
  }
  const read = schema.safeParse(json);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw wrong(issue === undefined ? "not in its form" : told(issue, json));
}

/** Where the parser stopped; its own message quotes the file. */
function placeOf(error: unknown, text: string): string {
  const [, at] = /at position (\d+)/.exec(String(error)) ?? [];
  if (at === undefined) return "";
  const before = text.slice(0, Number(at)).split("\n");
  return `: line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}

function told(issue: z.core.$ZodIssue, json: unknown): string {
  const field = issue.path.map(String).join(".");
  const prefix = field === "" ? "" : `${field}: `;
  if (issue.code === "unrecognized_keys") {
    return `${prefix}no field is called ${issue.keys.map((key) => shownValue(key)).join(", ")}`;
  }
  return `${prefix}${allowed(issue)}, received ${shownValue(valueAt(json, issue.path))}`;
}

function allowed(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_value":
      return `one of ${issue.values.map(String).join(", ")}`;
    case "invalid_type":
      return `must be ${/^[aeiou]/.test(issue.expected) ? "an" : "a"} ${issue.expected}`;
    case "too_big":
      return `at most ${issue.maximum}`;
    case "too_small":
      return `at least ${issue.minimum}`;
    default:
      return issue.message;
  }
}

const valueAt = (json: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null
        ? (value as Record<PropertyKey, unknown>)[key]
        : undefined,
    json,
  );

function shownValue(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text;
}
