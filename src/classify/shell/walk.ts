import type {
  Assignment,
  Command,
  CommandNode,
  CompoundList,
  HereDoc,
  ParsedScript,
  PipelineNode,
  Redirection,
  Statement,
  SyntaxNode,
  Word,
} from "unbash";
import { arithmeticFault, indexFault, parameterFault, testFault } from "./arithmetic.js";
import { judgeCommand } from "./judge-command.js";
import { quotedExpansionFault, unreadFault } from "./parser-doubts.js";
import { judgeRedirection } from "./redirection.js";
import { type Scope, subshell } from "./scope.js";
import { assignmentFault } from "./variables.js";
import { resolveSingle, resolveWord } from "./words.js";

/** Judges everything that a script may do when it runs, whatever branch it takes. */
export function judgeScript(script: ParsedScript | undefined, scope: Scope): void {
  if (script === undefined) return scope.effects.cannotTell("a command that could not be read");
  const error = script.errors?.[0];
  if (error) return scope.effects.cannotTell(`not a valid command line: ${error.message}`);
  for (const statement of script.commands) {
    judgeStatement(statement, scope);
    // Only a definition that certainly happens, before the call, decides what a name means.
    const { command } = statement;
    if (command.type === "Function") scope.functions.add(command.name.value);
  }
}

function judgeStatement(statement: Statement, scope: Scope): void {
  const own = statement.background === true ? subshell(scope) : scope;
  if (statement.command.type !== "AndOr") return judgePipeline(statement.command, own);
  for (const command of statement.command.commands) judgePipeline(command, own);
}

function judgePipeline(node: PipelineNode, scope: Scope): void {
  if (node.type !== "Pipeline") return judgeNode(node, scope);
  if (node.commands.length === 1 && node.commands[0]) return judgeNode(node.commands[0], scope);
  for (const [index, command] of node.commands.entries()) {
    judgeNode(command, { ...subshell(scope), fed: scope.fed || index > 0 });
  }
}

function judgeList(list: CompoundList, scope: Scope): void {
  for (const statement of list.commands) judgeStatement(statement, scope);
}

/** Judges lists that may or may not run: afterwards the directory is known only if none left it. */
function judgeBranches(lists: readonly (CompoundList | undefined)[], scope: Scope): void {
  const before = scope.cwd;
  for (const list of lists) {
    const branch = subshell(scope);
    if (list) judgeList(list, branch);
    if (branch.cwd !== before) scope.cwd = undefined;
  }
}

function judgeNode(node: CommandNode, scope: Scope): void {
  switch (node.type) {
    case "Command":
      return judgeSimple(node, scope);
    case "Redirected": {
      const before = scope.fed;
      scope.fed ||= node.redirects.some(isInput);
      judgeNode(node.command, scope);
      scope.fed = before;
      return judgeRedirections(node.redirects, scope);
    }
    case "Subshell":
      return judgeList(node.body, subshell(scope));
    case "BraceGroup":
      return judgeList(node.body, scope);
    case "If":
      judgeList(node.clause, scope);
      for (const branch of node.elif) judgeBranches([branch.clause, branch.then], scope);
      return judgeBranches([node.then, node.else], scope);
    case "While":
      return judgeBranches([node.clause, node.body], scope);
    case "For":
    case "Select":
      judgeLoopName(node.name, scope);
      for (const word of node.wordlist ?? []) judgeExpansions(word, scope);
      return judgeBranches([node.body], scope);
    case "ArithmeticFor":
      for (const part of [node.initialize, node.test, node.update]) {
        if (part) judgeArithmetic(part, scope);
      }
      return judgeBranches([node.body], scope);
    case "Case":
      judgeExpansions(node.word, scope);
      for (const item of node.items) {
        for (const pattern of item.pattern) judgeExpansions(pattern, scope);
      }
      return judgeBranches(
        node.items.map((item) => item.body),
        scope,
      );
    case "TestCommand":
      fault(testFault(node.expression, scope), scope);
      return judgeExpansions(node.expression, scope);
    case "ArithmeticCommand":
      return judgeArithmetic(node.expression, scope);
    case "Function":
      return judgeFunction(node, scope);
    case "Coproc":
      scope.effects.cannotTell("coproc keeps a process beside the shell");
      return node.body.type === "CompoundList"
        ? judgeList(node.body, subshell(scope))
        : judgeNode(node.body, subshell(scope));
  }
}

function judgeFunction(node: Extract<CommandNode, { type: "Function" }>, scope: Scope): void {
  // The body runs wherever it is called, so its directory is unknown here.
  const inside = { ...subshell(scope), cwd: undefined };
  if (node.body.type === "CompoundList") judgeList(node.body, inside);
  else judgeNode(node.body, inside);
}

function judgeLoopName(name: Word, scope: Scope): void {
  fault(assignmentFault(name.value, undefined, false), scope);
}

function judgeSimple(command: Command, scope: Scope): void {
  judgeRedirections(command.redirects, scope);
  const assignments = command.prefix.filter((part) => part.type === "Assignment");
  const isExported = command.name !== undefined;
  for (const assignment of assignments) {
    // `IFS=, read a b` sets it for that builtin alone, which runs nothing.
    if (assignment.name === "IFS" && command.name?.value === "read")
      judgeExpansions(assignment, scope);
    else judgeAssignment(assignment, isExported, scope);
  }
  if (command.name === undefined) return;
  judgeExpansions(command.name, scope);
  for (const argument of command.args) judgeExpansions(argument, scope);
  const words = resolveWord(command.name, scope);
  for (const argument of command.args) {
    // `export A=b` and `dd if=a` look alike; to the program both are words.
    if (argument.type === "Word") words.push(...resolveWord(argument, scope));
    else words.push(...resolveWord(assignmentWord(argument), scope));
  }
  const { fed, optionalLocks } = scope;
  scope.fed ||= command.redirects.some(isInput);
  scope.optionalLocks &&= !assignments.some(turnsLocksOff);
  judgeCommand(words, scope);
  Object.assign(scope, { fed, optionalLocks });
}

const isInput = ({ operator }: Redirection): boolean => operator.startsWith("<");

/** The word that an assignment after the command name is for a program. */
function assignmentWord(assignment: Assignment): Word {
  const { value } = assignment;
  const head = `${assignment.name}${assignment.append ? "+=" : "="}`;
  const start = { pos: assignment.pos, end: value.pos };
  if (value.type === "ArrayValue" || assignment.index !== undefined) {
    const part = { type: "ExtendedGlob", operator: "@", pattern: "", text: "", ...start } as const;
    return { type: "Word", text: assignment.text, value: assignment.text, parts: [part], ...start };
  }
  const literal = { type: "Literal", value: head, text: head, ...start } as const;
  const rest = value.parts ?? [{ ...literal, value: value.value, text: value.text }];
  return {
    type: "Word",
    text: assignment.text,
    value: head + value.value,
    parts: [literal, ...rest],
    ...start,
  };
}

function judgeAssignment(assignment: Assignment, exported: boolean, scope: Scope): void {
  const { value } = assignment;
  const argument = value.type === "Word" ? resolveSingle(value, scope) : undefined;
  fault(assignmentFault(assignment.name, argument, exported), scope);
  judgeExpansions(assignment, scope);
}

/** `GIT_OPTIONAL_LOCKS=0 git status`; Git reads the value as one of its booleans. */
const turnsLocksOff = ({ name, value }: Assignment): boolean =>
  name === "GIT_OPTIONAL_LOCKS" &&
  value.type === "Word" &&
  /^(?:0|no|off|false)$/.test(value.value);

function judgeRedirections(redirections: readonly Redirection[], scope: Scope): void {
  for (const redirection of redirections) {
    judgeExpansions(redirection, scope);
    judgeRedirection(redirection, scope);
  }
}

function judgeArithmetic(expression: Parameters<typeof arithmeticFault>[0], scope: Scope): void {
  fault(arithmeticFault(expression, scope), scope);
  if (expression) judgeExpansions(expression, scope);
}

/** Everything inside a word that runs before the word is used. */
function judgeExpansions(node: SyntaxNode, scope: Scope): void {
  fault(unreadFault(node), scope);
  switch (node.type) {
    case "CommandExpansion":
    case "ArithmeticCommandExpansion":
    case "ProcessSubstitution":
      return judgeScript(node.script, subshell(scope));
    case "ArithmeticExpansion":
      if (!/^\$(?:\(\(\s*\)\)|\[\s*\])$/.test(node.text)) {
        fault(arithmeticFault(node.expression, scope), scope);
      }
      break;
    case "DoubleQuoted":
    case "HereDocBody":
      fault(quotedExpansionFault(node), scope);
      break;
    case "ParameterExpansion":
      fault(parameterFault(node, scope), scope);
      break;
    case "ExtendedGlob":
      scope.effects.cannotTell("an extended glob, which other shells run as code");
      break;
    case "Assignment":
      fault(indexFault(node.index, scope), scope);
      break;
    case "ArrayValue":
      if (node.elements.some((word) => /^\[(?![\w+-]*\]\+?=)/.test(word.text))) {
        fault("an array index that the shell evaluates", scope);
      }
      break;
    case "HereDoc":
      fault(hereDocFault(node), scope);
      if (node.delimiter?.quoted === true) return;
      break;
    default:
      break;
  }
  scope.rules.forEachChild(node, (child) => judgeExpansions(child, scope));
}

function hereDocFault(node: HereDoc): string | undefined {
  return node.closing === undefined ? "a here-document without its end" : undefined;
}

function fault(reason: string | undefined, scope: Scope): void {
  if (reason !== undefined) scope.effects.cannotTell(reason);
}
