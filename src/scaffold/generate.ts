import { ScaffoldError } from "./fault.js";
import { knobPattern } from "./pattern.js";
import type { Catalogue, Language, Scaffold, ScaffoldFile, Variant } from "./pattern.js";

export const LIMIT_MAX = 10_000;
export const TIMEOUT_MS_MAX = 86_400_000;

/** What a caller may set. Nothing but checked numbers and one identifier reaches the code. */
export interface ScaffoldRequest {
  pattern: string;
  language: Language;
  variant: Variant;
  /** The name of the example's main function; an identifier of at most 64 characters. */
  name?: string | undefined;
  /** How many at once, or how large: 1 to 10,000. */
  limit?: number | undefined;
  /** 1 ms to a day. */
  timeoutMs?: number | undefined;
  onError?: "fail-fast" | "settle" | undefined;
}

/** The name that stands in every example for the caller's. */
const PLACEHOLDER = "scaffolded";

/** Words that are identifiers in shape but mean something else in either language. */
const RESERVED = new Set(
  `abstract and any as assert async await boolean break case catch class const constructor continue
  debugger declare def default del delete do elif else enum eval except export extends false False
  finally for from function global if implements import in instanceof interface is lambda let match
  module namespace new None nonlocal not null number object of or package pass private protected
  public raise require return self static string super switch symbol this throw true True try type
  typeof undefined union unknown var void while with yield arguments main`.split(/\s+/),
);

/** The scaffold with the caller's values in its example; throws a `ScaffoldError` otherwise. */
export function generateScaffold(catalogue: Catalogue, request: ScaffoldRequest): Scaffold {
  const scaffold = find(catalogue, request);
  const { name, limit, timeoutMs, onError } = request;
  checkRange("limit", limit, LIMIT_MAX);
  checkRange("timeoutMs", timeoutMs, TIMEOUT_MS_MAX);
  if (name !== undefined) checkName(name, scaffold);
  for (const knob of ["limit", "timeoutMs", "onError"] as const) {
    if (request[knob] !== undefined && !scaffold.knobs.includes(knob)) {
      const known = scaffold.knobs.join(", ") || "none";
      throw new ScaffoldError(
        "no-such-combination",
        `${knob}: ${scaffold.pattern} in ${scaffold.language} has only these settings: ${known}`,
      );
    }
  }
  const settings = { limit, timeoutMs, onError: onError && JSON.stringify(onError) };
  return { ...scaffold, files: scaffold.files.map((file) => fill(file, settings, name)) };
}

function find({ patterns, scaffolds }: Catalogue, request: ScaffoldRequest): Scaffold {
  const { pattern, language, variant } = request;
  const ofPattern = scaffolds.filter((scaffold) => scaffold.pattern === pattern);
  if (ofPattern.length === 0) {
    const ids = patterns.map(({ id }) => id).join(", ");
    throw new ScaffoldError(
      "unknown-pattern",
      `pattern: no "${pattern.slice(0, 60)}"; one of ${ids}`,
    );
  }
  const found = ofPattern.find(
    (scaffold) => scaffold.language === language && scaffold.variant === variant,
  );
  if (found !== undefined) return found;
  const exist = ofPattern.map((each) => `${each.language} ${each.variant}`).join(", ");
  throw new ScaffoldError(
    "no-such-combination",
    `variant: ${pattern} is not there in ${language} ${variant}; there is: ${exist}`,
  );
}

function checkRange(field: string, value: number | undefined, max: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= 1 && value <= max)) return;
  const message = `${field}: a whole number from 1 to ${max}; received ${value}`;
  throw new ScaffoldError("out-of-range", message);
}

function checkName(name: string, { pattern, language, files }: Scaffold): void {
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(name) || RESERVED.has(name)) {
    const shown = JSON.stringify(name.slice(0, 60));
    const rule = "letters, digits and _, at most 64, not starting with a digit, no reserved word";
    throw new ScaffoldError("invalid-name", `name: ${rule}; received ${shown}`);
  }
  const taken = files.find(
    ({ role, text }) => role === "example" && namesIn(text, language).has(name),
  );
  if (taken === undefined || name === PLACEHOLDER) return;
  const message = `name: ${taken.name} of ${pattern} has a ${name} of its own; choose another`;
  throw new ScaffoldError("invalid-name", message);
}

/** The names that code uses, left out what stands in comments, in plain strings or after a dot. */
function namesIn(text: string, language: Language): Set<string> {
  const prose = language === "python" ? /"""[^]*?"""|#.*/g : /\/\*[^]*?\*\/|(?<!:)\/\/.*/g;
  const code = text.replaceAll(prose, " ").replaceAll(/"(?:[^"\\\n]|\\.)*"/g, " ");
  return new Set(code.match(/(?<![.\w])[A-Za-z_]\w*/g));
}

function fill(
  file: ScaffoldFile,
  settings: Record<"limit" | "timeoutMs" | "onError", number | string | undefined>,
  name: string = PLACEHOLDER,
): ScaffoldFile {
  if (file.role !== "example") return file;
  let text = file.text.replaceAll(new RegExp(String.raw`\b${PLACEHOLDER}\b`, "g"), name);
  for (const knob of ["limit", "timeoutMs", "onError"] as const) {
    text = text.replace(knobPattern(knob), (_line, before: string, own: string, end: string) => {
      return `${before}${settings[knob] ?? own}${end}`;
    });
  }
  return { ...file, text };
}
