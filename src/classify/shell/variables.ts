import type { Assignment, Command, ParsedScript, SyntaxNode, Word } from "unbash";
import type { LineVariables, Scope } from "./scope.js";
import {
  HARMLESS_ENVIRONMENT,
  METASYNTACTIC,
  PAGER_VARIABLES,
  PLAIN_PAGERS,
  WATCHED,
} from "./tables/environment.js";
import type { Argument } from "./words.js";

/** Why giving this variable this value is not harmless; undefined when it is. */
export function assignmentFault(
  name: string,
  value: Argument | undefined,
  exported: boolean,
): string | undefined {
  if (HARMLESS_ENVIRONMENT.test(name) || METASYNTACTIC.test(name)) return undefined;
  if (PAGER_VARIABLES.test(name)) {
    const isShown = value?.text !== undefined && PLAIN_PAGERS.has(value.text);
    return isShown ? undefined : `${name} names the program that shows the output`;
  }
  if (/proxy$/i.test(name)) return `${name} redirects what programs load`;
  // Programs read upper-case names only (POSIX, Base Definitions 8.1); lower case is the user's.
  if (/^[a-z_][a-z0-9_]*$/.test(name) && !/^npm_|^_$/.test(name)) return undefined;
  if (!exported && !WATCHED.test(name)) return undefined;
  return `${name} may change which programs run or what they do`;
}

export const emptyVariables = (): LineVariables => ({
  assigned: new Set(),
  opaque: new Set(),
  allOpaque: false,
  definesFunctions: false,
});

type Visit = (node: SyntaxNode, callback: (child: SyntaxNode) => void) => void;

/** Every name that the line sets, wherever in it, and whether it is surely a number. */
export function collectVariables(
  script: ParsedScript,
  into: LineVariables,
  forEachChild: Visit,
): void {
  const visit = (node: SyntaxNode): void => {
    if (node.type === "Function") into.definesFunctions = true;
    if (node.type === "Assignment") noteAssignment(node, into);
    else if (node.type === "For" || node.type === "Select") {
      const isCounted = (node.wordlist ?? []).every((word) => isNumeric(word));
      note(into, node.name.value, node.wordlist !== undefined && isCounted);
    } else if (node.type === "ParameterExpansion" && node.operation?.type === "Default") {
      if (node.operation.operator.endsWith("=")) note(into, node.parameter, false);
    } else if (node.type === "Command") noteCommand(node, into);
    else if (node.type === "ArithmeticBinary" && node.left.type === "ArithmeticWord") {
      if (node.operator.endsWith("=")) into.assigned.add(node.left.value);
    }
    forEachChild(node, visit);
  };
  visit(script);
}

const SETTERS = /^(?:read|mapfile|readarray|getopts|printf|let|wait|declare|typeset|local)$/;

function noteCommand(node: Command, into: LineVariables): void {
  const name = node.name?.value ?? "";
  // A name that is not plain text may be any of these.
  if (/^(?:eval|source|\.|builtin|command)$/.test(name) || node.name?.parts !== undefined) {
    into.allOpaque = true;
  }
  if (!SETTERS.test(name)) return;
  for (const argument of node.args) {
    if (argument.type !== "Word") continue;
    note(into, /^-v(\w+)$/.exec(argument.value)?.[1] ?? argument.value, false);
    if (argument.parts !== undefined && name !== "let") into.allOpaque ||= name !== "printf";
  }
}

function noteAssignment(node: Assignment, into: LineVariables): void {
  const isNumber = node.value.type === "Word" && node.append !== true && isNumeric(node.value);
  note(into, node.name, isNumber);
}

function note(into: LineVariables, name: string, numeric: boolean): void {
  into.assigned.add(name);
  if (!numeric) into.opaque.add(name);
}

/** Commands that print one number and nothing else, as the last of a substitution. */
const COUNTERS =
  /(?:^|\|\s*)(?:wc\s+-[lwcm]\s*(?:<\s*[\w./-]+\s*)?|nproc|date \+%[sYmdHMSj]|id -u)$/;

/** Whether the text that stands here can only be a number, so that evaluating it runs nothing. */
export function isNumeric(word: Word): boolean {
  if (word.parts === undefined) return /^-?\d*$/.test(word.value) || isRange(word.value);
  if (word.parts.length !== 1) return false;
  const part = word.parts[0];
  if (part?.type === "DoubleQuoted" && part.parts.length === 1) return isNumericPart(part.parts[0]);
  if (part?.type === "BraceExpansion") return isRange(part.text);
  return isNumericPart(part);
}

const isRange = (text: string): boolean => /^\{\d+\.\.\d+\}$/.test(text);

export function isNumericPart(part: SyntaxNode | undefined): boolean {
  if (part?.type === "ArithmeticExpansion") return true;
  if (part?.type === "SimpleExpansion") return /^\$[?#$!]$/.test(part.text);
  if (part?.type === "ParameterExpansion") return part.prefix === "#";
  if (part?.type !== "CommandExpansion" && part?.type !== "ArithmeticCommandExpansion")
    return false;
  const inner = /^(?:\$\(|`)([\s\S]*)(?:\)|`)$/.exec(part.text)?.[1]?.trim() ?? "";
  return /^seq \d+( \d+)*$/.test(inner) || (COUNTERS.test(inner) && !/['"\\#;&\n]/.test(inner));
}

/** Set by the shell from text that the line may choose, and the arguments of functions. */
const SHELL_FILLED = /^(?:\d+|[@*_]|REPLY|MAPFILE|COPROC|OPTARG|BASH_\w+)$/;

/** Whether the variable may hold more than a number, so that arithmetic on it may run a command. */
export function isOpaque(name: string, scope: Scope): boolean {
  const { allOpaque, opaque } = scope.variables;
  return allOpaque || opaque.has(name) || SHELL_FILLED.test(name);
}
