import { HARMLESS_VALUES } from "./tables/service-words.js";

/**
 * The notation of the command tables. A line is
 *
 *     names : base operands : options
 *
 * - names: `sort`, `ls,dir`, or a subcommand `git log`; `%name` defines a group of options.
 * - base: `r` changes nothing; `r~` the same whatever its words turn out to be, so that variables
 *   may stand anywhere; `w` changes something; `?` cannot be told (it runs a program, say).
 *   Tags name what it touches beside its operands: `@git @tree @net @process @system @session`.
 *   `single` after the tags: long options have one dash and short ones are not bundled.
 * - operands in order, one of which may repeat (`*`): `.` plain text, `r` a file read, `t` a tree
 *   read, `w` a file written, `d` a tree written, `u` an address read. `0`: without operands a `w`
 *   command only reads. `cwd`: without a path it reads the working directory. More operands
 *   than listed: unknown.
 * - options: `-abc` three flags, `-#` a number as a flag, `-o|--output` one option by two names;
 *   `=` takes a value, `[=]` takes one only when glued. What follows says what it does: `<` reads
 *   its value, `>` writes it (`>-`: a dash is standard output), `!` changes something, `?` cannot
 *   be told unless its value matches the pattern after it (`?gzip|xz`, or `?&name` for a pattern
 *   with a name), `+` makes a `w` or `?` command only read (`+client` with that value), `@` works
 *   in the directory that is its value.
 *   An option that is not listed is unknown.
 */
type OptionEffect =
  | "none"
  | "read"
  | "write"
  | "write-dash"
  | "state"
  | "unknown"
  | "dry"
  | "directory";

export interface OptionSpec {
  readonly name: string;
  readonly value: "none" | "required" | "optional";
  readonly effect: OptionEffect;
  /** The values for which an otherwise unknown option is harmless. */
  readonly harmless: RegExp | undefined;
}

export type OperandKind = "text" | "file" | "tree" | "file-written" | "tree-written" | "url";

export interface CommandSpec {
  readonly name: string;
  readonly base: "read" | "write" | "unknown";
  readonly inert: boolean;
  readonly single: boolean;
  readonly tags: readonly string[];
  readonly bareReads: boolean;
  /** Without a path it works on the directory where it runs. */
  readonly searchesHere: boolean;
  readonly operands: readonly OperandKind[];
  /** Which operand may occur several times; -1 when none. */
  readonly repeatAt: number;
  readonly options: ReadonlyMap<string, OptionSpec>;
}

export type CommandTable = ReadonlyMap<string, CommandSpec>;

const BASES = { r: "read", w: "write", "?": "unknown" } as const;

const OPERANDS: Readonly<Record<string, OperandKind>> = {
  ".": "text",
  r: "file",
  t: "tree",
  w: "file-written",
  d: "tree-written",
  u: "url",
};

const EFFECTS: Readonly<Record<string, OptionEffect>> = {
  "": "none",
  "<": "read",
  ">": "write",
  ">-": "write-dash",
  "!": "state",
  "?": "unknown",
  "+": "dry",
  "@": "directory",
};

/** Reads tables written in the notation above; a mistake in one is our bug and throws. */
export function readTables(texts: readonly string[]): CommandTable {
  const groups = new Map<string, string>();
  const table = new Map<string, CommandSpec>();
  const lines = texts.flatMap(logicalLines).map((line) => line.split(" : "));
  for (const [name = "", tokens = ""] of lines) if (name.startsWith("%")) groups.set(name, tokens);
  for (const [names = "", middle = "", options = ""] of lines) {
    if (names.startsWith("%")) continue;
    const line = `${names} : ${middle}`;
    const single = /\bsingle\b/.test(middle);
    const spec = readSpec(middle, readOptions(options, { groups, line, single }), line);
    const isRisky = [...spec.options.values()].some(({ effect }) => !/none|read/.test(effect));
    if (spec.inert && isRisky) throw new Error(`command table: ~ with effects: ${line}`);
    for (const name of expandNames(names)) {
      if (table.has(name)) throw new Error(`command table: ${name} is listed twice`);
      table.set(name, { ...spec, name });
    }
  }
  return table;
}

/** A line that begins with a space continues the one before; `#` begins a comment line. */
function logicalLines(text: string): string[] {
  const lines: string[] = [];
  for (const line of text.split("\n")) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    if (line.startsWith(" ") && lines.length > 0) lines[lines.length - 1] += ` ${line.trim()}`;
    else lines.push(line.trimEnd());
  }
  return lines.map((line) => line.replaceAll(/\s+/g, " ").replace(/ :$/, " : "));
}

/** `git add,am` stands for `git add` and `git am`; every word may have such alternatives. */
function expandNames(names: string): string[] {
  return names
    .trim()
    .split(" ")
    .map((word) => word.split(","))
    .reduce((heads, words) => heads.flatMap((head) => words.map((word) => `${head} ${word}`)), [""])
    .map((name) => name.slice(1));
}

function readSpec(
  middle: string,
  options: ReadonlyMap<string, OptionSpec>,
  line: string,
): Omit<CommandSpec, "name"> {
  const words = middle.trim().split(" ");
  const [letter = "", ...tags] = (words[0] ?? "").split("@");
  const base = BASES[letter.replace("~", "") as keyof typeof BASES];
  if (base === undefined) throw new Error(`command table: no base in: ${line}`);
  const patterns = words.slice(1).filter((word) => !/^(?:single|cwd|0)$/.test(word));
  const operands = patterns.map((pattern) => {
    const kind = OPERANDS[pattern.replace("*", "")];
    if (kind === undefined) throw new Error(`command table: operand ${pattern} in: ${line}`);
    return kind;
  });
  return {
    base,
    inert: letter.includes("~"),
    single: words.includes("single"),
    bareReads: words.includes("0"),
    searchesHere: words.includes("cwd"),
    tags,
    operands,
    repeatAt: patterns.findIndex((pattern) => pattern.endsWith("*")),
    options,
  };
}

interface Notation {
  readonly groups: ReadonlyMap<string, string>;
  readonly line: string;
  readonly single: boolean;
}

function readOptions(text: string, notation: Notation): ReadonlyMap<string, OptionSpec> {
  const options = new Map<string, OptionSpec>();
  for (const token of text.trim().split(" ")) {
    if (token === "") continue;
    if (token.startsWith("%")) {
      const group = notation.groups.get(token);
      if (group === undefined) throw new Error(`command table: ${token}? ${notation.line}`);
      for (const [name, option] of readOptions(group, notation)) options.set(name, option);
      continue;
    }
    for (const option of readOption(token, notation)) options.set(option.name, option);
  }
  return options;
}

function readOption(token: string, { line, single }: Notation): OptionSpec[] {
  const match = /^(-[^=<>!?+@[\]]*(?:\|-[^=<>!?+@[\]]*)*|-\?)(\[=\]|=)?([<>!+@]-?|\?)?(.*)$/.exec(
    token,
  );
  const effect = EFFECTS[match?.[3] ?? ""];
  if (!match || effect === undefined || (match[4] !== "" && !/[?+]/.test(match[3] ?? ""))) {
    throw new Error(`command table: option ${token} in: ${line}`);
  }
  const value = match[2] === undefined ? "none" : match[2] === "=" ? "required" : "optional";
  const harmless = harmlessValues(match[4] ?? "");
  const names = (match[1] ?? "")
    .split("|")
    .flatMap((name) => (single ? [name] : expandFlags(name, token)));
  return names.map((name) => ({ name, value, effect, harmless }));
}

function harmlessValues(pattern: string): RegExp | undefined {
  if (pattern === "") return undefined;
  if (!pattern.startsWith("&")) return new RegExp(`^(?:${pattern})$`);
  const values = HARMLESS_VALUES.get(pattern.slice(1));
  if (values === undefined) throw new Error(`command table: no values named ${pattern}`);
  return values;
}

/** `-abc` is three flags; `-#` and `--long` are one. */
function expandFlags(name: string, token: string): string[] {
  const bundled = /^-[^-]{2,}$/.test(name) && !token.includes("|") && !/[=<>!?+@]/.test(token);
  return bundled
    ? name
        .slice(1)
        .split("")
        .map((flag) => `-${flag}`)
    : [name];
}
