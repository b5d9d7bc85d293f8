import type { DoubleQuotedChild, Word, WordPart } from "unbash";

/**
 * A word as a program will receive it, as far as that is certain before it runs. What depends on
 * the moment (a variable, a substitution, a glob) leaves a known prefix and an unknown rest.
 */
export interface Argument {
  /** The whole text; undefined when a part of it is decided at run time. */
  readonly text: string | undefined;
  /** What it certainly begins with; equals `text` where that is known. */
  readonly prefix: string;
  /** "one" word; "glob": words that all begin with the prefix; "any": any words, or none. */
  readonly count: "one" | "glob" | "any";
}

/** Where `~` leads, and whether a variable still has the value that the host gave it. */
export interface WordContext {
  readonly home: string | undefined;
  readonly cwd: string | undefined;
  readonly assigned: ReadonlySet<string>;
}

const ALTERNATIVES_MAX = 64;

/** Set by every login and always a path that starts at the root, so never an option. */
const PATH_VARIABLES = new Set(["HOME", "PWD", "OLDPWD", "TMPDIR"]);

export const fixed = (text: string): Argument => ({ text, prefix: text, count: "one" });

/** Words that only exist when the program runs: the lines that xargs reads, for example. */
export const ANYTHING: Argument = { text: undefined, prefix: "", count: "any" };

/** A path from the root whose directories are not known. */
const SOME_PATH: Argument = { text: undefined, prefix: "/~", count: "one" };

export function mayBeOption(argument: Argument): boolean {
  if (argument.text !== undefined) return argument.text.length > 1 && argument.text[0] === "-";
  if (argument.count === "any") return true;
  return argument.prefix === "" || argument.prefix[0] === "-";
}

/** Quotes removed, escapes and ANSI-C strings decoded, braces expanded, `~` replaced. */
export function resolveWord(word: Word, context: WordContext): Argument[] {
  if (word.text[0] === "~") return [resolveTilde(word, context)];
  if (word.parts === undefined) return [fixed(word.value)];
  let built: Argument[] = [fixed("")];
  for (const part of word.parts) {
    const pieces = resolvePart(part, context);
    if (built.length * pieces.length > ALTERNATIVES_MAX) return [ANYTHING];
    built = built.flatMap((left) => pieces.map((right) => join(left, right)));
  }
  return built;
}

/** A word that cannot become several, such as the target of a redirection or a value. */
export function resolveSingle(word: Word, context: WordContext): Argument {
  const resolved = resolveWord(word, context);
  return resolved.length === 1 && resolved[0] ? resolved[0] : ANYTHING;
}

function join(left: Argument, right: Argument): Argument {
  const text =
    left.text === undefined || right.text === undefined ? undefined : left.text + right.text;
  const prefix = left.text === undefined ? left.prefix : left.prefix + right.prefix;
  return { text, prefix, count: wider(left.count, right.count) };
}

function wider(left: Argument["count"], right: Argument["count"]): Argument["count"] {
  if (left === "any" || right === "any") return "any";
  return left === "glob" || right === "glob" ? "glob" : "one";
}

function resolveTilde(word: Word, context: WordContext): Argument {
  const first = word.parts?.[0];
  const start = first === undefined ? word.value : first.type === "Literal" ? first.value : "";
  const isOwnHome = start.startsWith("~/") || (start === "~" && (word.parts?.length ?? 1) === 1);
  const rest = isOwnHome ? start.slice(1) : "";
  const known = isOwnHome && context.home !== undefined && !context.assigned.has("HOME");
  let built: Argument = known ? fixed((context.home ?? "") + rest) : SOME_PATH;
  for (const part of word.parts?.slice(1) ?? []) {
    const pieces = resolvePart(part, context);
    built = pieces.length === 1 && pieces[0] ? join(built, pieces[0]) : ANYTHING;
  }
  return built;
}

function resolvePart(part: WordPart, context: WordContext): Argument[] {
  switch (part.type) {
    case "Literal":
    case "SingleQuoted":
    case "AnsiCQuoted":
      return [fixed(part.value)];
    case "DoubleQuoted":
      return [resolveQuoted(part.parts, context)];
    case "Glob":
      return [{ text: undefined, prefix: "", count: "glob" }];
    case "BraceExpansion":
      return expandBraces(part.text);
    // The shell connects the command through a path that it makes up; the command is judged apart.
    case "ProcessSubstitution":
      return [fixed("/dev/fd/63")];
    case "SimpleExpansion":
    case "ParameterExpansion":
    case "ArithmeticExpansion":
      return [resolveExpansion(part, false, context)];
    default:
      return [ANYTHING];
  }
}

function resolveQuoted(parts: readonly DoubleQuotedChild[], context: WordContext): Argument {
  let built = fixed("");
  for (const part of parts) {
    if (part.type === "Literal") built = join(built, fixed(part.value));
    else built = join(built, resolveExpansion(part, true, context));
  }
  return built;
}

function resolveExpansion(
  part: Exclude<DoubleQuotedChild, { type: "Literal" }>,
  quoted: boolean,
  context: WordContext,
): Argument {
  const name = /^\$\{?(\w+|[?#$!])\}?$/.exec(part.text)?.[1];
  if (name !== undefined && /^[?#$!]$/.test(name)) return digits();
  if (part.type === "ParameterExpansion" && part.prefix === "#") return digits();
  if (name !== undefined && PATH_VARIABLES.has(name) && !context.assigned.has(name)) {
    const known = { HOME: context.home, PWD: context.cwd }[name];
    return known === undefined ? SOME_PATH : fixed(known);
  }
  const spreads = /\$\{?[!#]?[@*]|\[[@*]\]|\$\{!\w+[@*]\}/.test(part.text);
  return { text: undefined, prefix: "", count: quoted && !spreads ? "one" : "any" };
}

/** A count or a process id: not known, but never an option and never split. */
function digits(): Argument {
  return { text: undefined, prefix: "0", count: "one" };
}

/** Alternatives of plain text, nested or numbered; anything richer is not resolved. */
function expandBraces(text: string): Argument[] {
  if (!/^[\w.,/{}:=@%+-]*$/.test(text)) return [ANYTHING];
  const alternatives = expandPlain(text, 0);
  return alternatives === undefined ? [ANYTHING] : alternatives.map(fixed);
}

function expandPlain(text: string, depth: number): string[] | undefined {
  const open = text.indexOf("{");
  if (open === -1) return [text];
  if (depth > 8) return undefined;
  const close = closingBrace(text, open);
  if (close === -1) return undefined;
  const inner = text.slice(open + 1, close);
  const options = splitAlternatives(inner) ?? sequence(inner);
  const tails = expandPlain(text.slice(close + 1), depth + 1);
  if (options === undefined || tails === undefined) return undefined;
  const expanded: string[] = [];
  for (const option of options) {
    const middles = expandPlain(option, depth + 1);
    if (middles === undefined) return undefined;
    if (expanded.length + middles.length * tails.length > ALTERNATIVES_MAX) return undefined;
    for (const middle of middles) {
      expanded.push(...tails.map((tail) => text.slice(0, open) + middle + tail));
    }
  }
  return expanded;
}

function closingBrace(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    if (text[at] === "{") depth += 1;
    else if (text[at] === "}") depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}

function splitAlternatives(inner: string): string[] | undefined {
  const found: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at <= inner.length; at += 1) {
    if (inner[at] === "{") depth += 1;
    else if (inner[at] === "}") depth -= 1;
    else if (at === inner.length || (inner[at] === "," && depth === 0)) {
      found.push(inner.slice(start, at));
      start = at + 1;
    }
  }
  return found.length > 1 && depth === 0 ? found : undefined;
}

function sequence(inner: string): string[] | undefined {
  const bounds = /^(\d{1,4})\.\.(\d{1,4})$/.exec(inner);
  if (!bounds) return undefined;
  const [first, last] = [Number(bounds[1]), Number(bounds[2])];
  const length = Math.abs(last - first) + 1;
  if (length > ALTERNATIVES_MAX || /^0\d/.test(`${bounds[1]}`)) return undefined;
  return Array.from({ length }, (_, index) => String(first + Math.sign(last - first) * index));
}
