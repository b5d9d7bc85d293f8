import type { CommandNode, CompoundList, ParsedScript, PipelineNode, Statement } from "unbash";

/** Commands that change the shell they run in and nothing else. */
const MOVES = /^(?:cd|pushd|popd|read|mapfile|readarray|getopts)$/;

/**
 * Whether a line leaves the shell changed on purpose. A step that serves the rest of its line
 * (`cd src && ls`, `n=$(wc -l < a) && echo $n`) ends with the shell that runs the line; a line
 * whose last word is such a step was meant for the session.
 */
export function endsInSession(script: ParsedScript): boolean {
  const last = script.commands.at(-1);
  if (last === undefined || !isSession(last)) return false;
  // `pushd a && ls && popd` comes back to where it was.
  return !(endsWith(last, "popd") && /\bpushd\b/.test(nameList(script)));
}

function isSession(statement: Statement): boolean {
  const command = lastCommand(statement);
  switch (command?.type) {
    case "Function":
      return true;
    case "Command": {
      if (command.name === undefined) {
        return command.prefix.some((part) => part.type === "Assignment");
      }
      const [name = "", first = ""] = ownWords(command);
      return MOVES.test(name) || (name === "printf" && first.startsWith("-v"));
    }
    case "BraceGroup":
      return listIsSession(command.body);
    case "If":
      return listIsSession(command.then) || (command.else ? listIsSession(command.else) : false);
    default:
      return false;
  }
}

const listIsSession = (list: CompoundList): boolean => {
  const last = list.commands.at(-1);
  return last !== undefined && isSession(last);
};

function lastCommand(statement: Statement): CommandNode | undefined {
  if (statement.background === true) return undefined;
  const node: PipelineNode | undefined =
    statement.command.type === "AndOr" ? statement.command.commands.at(-1) : statement.command;
  if (node?.type !== "Pipeline") return node;
  return node.commands.length === 1 ? node.commands[0] : undefined;
}

function endsWith(statement: Statement, name: string): boolean {
  const command = lastCommand(statement);
  return command?.type === "Command" && command.name?.value === name;
}

/** The words of a command without `builtin` and its like before the name. */
function ownWords({ name, args }: Extract<CommandNode, { type: "Command" }>): readonly string[] {
  const words = [
    name?.value ?? "",
    ...args.map((word) => (word.type === "Word" ? word.value : "")),
  ];
  const start = words.findIndex((word) => !/^(?:builtin|command|time|-p|--)$/.test(word));
  return words.slice(start);
}

/** The names of the simple commands on the top level of a line. */
function nameList(script: ParsedScript): string {
  return script.commands
    .flatMap((statement) =>
      statement.command.type === "AndOr" ? statement.command.commands : [statement.command],
    )
    .map((node) => (node.type === "Command" ? (node.name?.value ?? "") : ""))
    .join(" ");
}
