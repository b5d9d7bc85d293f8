import { posix } from "node:path";
import { EVERYTHING, type Mode, type Resource } from "../access.js";
import type { CommandSpec, OperandKind } from "./command-table.js";
import type { FoundOption, ReadArguments } from "./options.js";
import type { Scope } from "./scope.js";
import { type Argument, fixed } from "./words.js";

/** Applies a table entry to the words of one command. */
export function judgeBySpec(spec: CommandSpec, read: ReadArguments, scope: Scope): void {
  const { effects } = scope;
  const verdictBefore = effects.verdict;
  judgeOptions(spec, read, scope);
  const fault = read.fault ?? operandFault(spec, read.operands);
  const dry = read.options.filter((option) => option.spec.effect === "dry");
  const isDry = dry.length > 0 && dry.every((option) => isDryRun(spec, option, read, scope));
  const isHarmless =
    fault === undefined && (isDry || (spec.bareReads && read.operands.length === 0));
  const changed = read.options.some((option) => option.spec.effect === "state");

  if (changed || (spec.base === "write" && !isHarmless)) {
    return judgeChange(spec, read, fault, scope);
  }
  if (fault !== undefined) return effects.cannotTell(fault);
  if (spec.base === "unknown" && !isHarmless) {
    return effects.cannotTell(`what ${spec.name} does is decided by what it runs or reads`);
  }
  accessOperands(spec, read, scope, isDry);
  accessTags(spec, "read", scope);
  if (spec.tags.includes("index")) refreshIndex(spec, read, scope);
  if (effects.verdict === verdictBefore) effects.note(`${spec.name} reads`);
}

/** A version is only shown when nothing else is asked: `ruby -v a.rb` runs the file as well. */
const VERSION_OPTION = /^-(?:v|V|vV|VV|ver|version|-version)$/;

function isDryRun(
  spec: CommandSpec,
  { spec: option, value }: FoundOption,
  read: ReadArguments,
  scope: Scope,
): boolean {
  if (value !== undefined && option.harmless !== undefined) {
    return value.text !== undefined && option.harmless.test(value.text);
  }
  const runsOthers = spec.base === "unknown" || scope.rules.families.has(spec.name);
  return !(runsOthers && VERSION_OPTION.test(option.name)) || read.operands.length === 0;
}

/** What the options of a command say by themselves, before its operands are looked at. */
export function judgeOptions(spec: CommandSpec, read: ReadArguments, scope: Scope): void {
  for (const option of read.options) judgeOption(spec, option, scope);
}

/** Where a command works: `-C` and its like lead there before anything else is resolved. */
export function directoryOf(read: ReadArguments, outer: Scope): Scope {
  const isLockless = read.options.some(({ spec }) => spec.name === "--no-optional-locks");
  const scope = isLockless ? { ...outer, optionalLocks: false } : outer;
  const directories = read.options.filter(({ spec }) => spec.effect === "directory");
  if (directories.length === 0) return scope;
  let cwd = scope.cwd;
  for (const { value } of directories) cwd = value && enter(value, cwd);
  return { ...scope, cwd };
}

/** The directory that a path names from another; undefined when either is not known. */
export function enter(path: Argument, cwd: string | undefined): string | undefined {
  if (path.text === undefined) return undefined;
  if (path.text.startsWith("/")) return posix.resolve(path.text);
  return cwd === undefined ? undefined : posix.resolve(cwd, path.text);
}

function judgeOption(spec: CommandSpec, { spec: option, value }: FoundOption, scope: Scope): void {
  const because = `${option.name} of ${spec.name}`;
  switch (option.effect) {
    case "none":
    case "dry":
    case "state":
      return;
    case "read":
    case "directory":
      if (value) scope.effects.reads(value, scope.cwd, because);
      return;
    case "write":
    case "write-dash":
      if (option.effect === "write-dash" && value?.text === "-") return;
      if (value) return scope.effects.writes(value, scope.cwd, because);
      return scope.effects.changes(because);
    case "unknown":
      if (value?.text !== undefined && option.harmless?.test(value.text)) return;
      return scope.effects.cannotTell(`${because} runs or loads what it names`);
  }
}

function judgeChange(
  spec: CommandSpec,
  read: ReadArguments,
  fault: string | undefined,
  scope: Scope,
): void {
  const { effects } = scope;
  const because = `${spec.name} changes what it works on`;
  effects.changes(because);
  const isConfined = spec.operands.some(isWritten) || spec.tags.length > 0;
  if (fault !== undefined || !isConfined) {
    effects.access([EVERYTHING], "write", because);
    return;
  }
  accessOperands(spec, read, scope, false);
  accessTags(spec, "write", scope);
  if (!spec.operands.some(isWritten)) return;
  if (spec.operands.some((kind) => kind === "tree-written")) effects.destroys();
}

/** Too many words, or words of unknown number where their place decides what they are. */
function operandFault(spec: CommandSpec, operands: readonly Argument[]): string | undefined {
  if (spec.inert) return undefined;
  if (spec.repeatAt === -1 && operands.length > spec.operands.length) {
    return `more operands than are known of ${spec.name}`;
  }
  const isMixed = spec.operands.some(isWritten) || spec.repeatAt === -1;
  const isUniform = spec.operands.length === 1 && spec.repeatAt === 0;
  const isUnsure = operands.some(
    ({ count }) => count === "any" || (count === "glob" && !isUniform),
  );
  return isMixed && isUnsure ? `the operands of ${spec.name} are decided at run time` : undefined;
}

const isWritten = (kind: OperandKind): boolean =>
  kind === "file-written" || kind === "tree-written";

/** Options that give the pattern, so that the first operand is a path already. */
const PATTERN_OPTION = /^(?:-e|-f|--regexp|--file|--files|--type-list)$/;

function accessOperands(
  spec: CommandSpec,
  { operands, options }: ReadArguments,
  scope: Scope,
  isDry: boolean,
): void {
  const takesPattern = spec.operands[0] === "text" && spec.operands.length > 1;
  const isGiven = takesPattern && options.some((one) => PATTERN_OPTION.test(one.spec.name));
  const texts = takesPattern && !isGiven ? 1 : 0;
  if (spec.searchesHere && operands.length <= texts) {
    scope.effects.reads(fixed("."), scope.cwd, `${spec.name} searches where it runs`);
  }
  for (const [index, operand] of operands.entries()) {
    const kind = kindAt(spec, isGiven ? index + 1 : index, operands.length);
    const because = `${spec.name} ${operand.text ?? operand.prefix}`;
    accessOperand(isDry && isWritten(kind) ? "tree" : kind, operand, because, scope);
  }
}

function accessOperand(kind: OperandKind, operand: Argument, because: string, scope: Scope): void {
  const { effects, cwd } = scope;
  if (kind === "text") return;
  if (kind === "url") {
    effects.requests(operand, "read", because);
  } else if (kind === "file" || kind === "tree") {
    effects.reads(operand, cwd, because);
  } else {
    effects.writes(operand, cwd, because);
  }
}

/** The operands after the repeating one are counted from the end: the target of `cp a b c`. */
function kindAt(spec: CommandSpec, index: number, length: number): OperandKind {
  const { operands, repeatAt } = spec;
  const after = operands.length - repeatAt - 1;
  if (repeatAt === -1 || index < repeatAt) return operands[index] ?? "text";
  const fromEnd = length - index;
  const position = fromEnd <= after ? operands.length - fromEnd : repeatAt;
  return operands[position] ?? "text";
}

function accessTags(spec: CommandSpec, mode: Mode, scope: Scope): void {
  // A service of the machine that is started or ended is a process as well.
  if (mode === "write" && spec.tags.includes("system")) {
    const places = [...taggedResources("process", scope), ...SYSTEM_DIRECTORIES];
    scope.effects.access(places, mode, `${spec.name} works on the system`);
  }
  for (const tag of spec.tags) {
    scope.effects.access(taggedResources(tag, scope), mode, `${spec.name} works on its ${tag}`);
  }
}

/** Comparing with a commit or outside a repository leaves the index as it is (git-diff(1)). */
const NO_REFRESH = /^--(?:cached|staged|no-index)$/;

function refreshIndex(spec: CommandSpec, { options }: ReadArguments, scope: Scope): void {
  if (!scope.optionalLocks || options.some((one) => NO_REFRESH.test(one.spec.name))) return;
  const because = `${spec.name} refreshes the index unless optional locks are off`;
  scope.effects.access(scope.effects.indexLock(scope.cwd), "write", because);
}

/** What package managers of Node look at in a project. */
const MODULE_FILES = ["package.json", "package-lock.json", "node_modules", "pnpm-lock.yaml"];

/** Where the programs, settings and records of the machine lie. */
const SYSTEM_DIRECTORIES: readonly Resource[] = [
  "bin",
  "sbin",
  "lib",
  "usr",
  "etc",
  "opt",
  "var",
].map((name) => ({ kind: "file", path: [name] }));

function taggedResources(tag: string, { effects, cwd }: Scope): readonly Resource[] {
  switch (tag) {
    case "index":
      return [];
    case "git":
      return effects.repository(cwd);
    case "tree":
      return effects.locate(fixed("."), cwd);
    case "process":
      return [{ kind: "process", path: [] }];
    case "modules":
      return MODULE_FILES.flatMap((name) => effects.locate(fixed(name), cwd));
    case "database":
      return [
        { kind: "sql", path: [] },
        { kind: "service", path: [tag] },
      ];
    case "session":
      return [{ kind: "session", path: ["shell"] }];
    default:
      return [{ kind: "service", path: [tag] }];
  }
}
