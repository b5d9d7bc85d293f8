import type { Redirection } from "unbash";
import type { Scope } from "./scope.js";
import { type Argument, resolveSingle } from "./words.js";

/** Paths that bash itself turns into a network connection. */
const NETWORK = /^\/dev\/(?:tcp|udp)\//;

/** What opening the target of a redirection does; what stands in its words is judged elsewhere. */
export function judgeRedirection(redirection: Redirection, scope: Scope): void {
  if (redirection.operator === "<<<" || redirection.type === "HereDoc") return;
  const { effects } = scope;
  if (redirection.target === undefined) return effects.cannotTell("a redirection to nothing");
  const target = resolveSingle(redirection.target, scope);
  if (redirection.operator.includes("&") && isDescriptor(redirection.operator, target)) return;
  const because = `${redirection.operator} ${redirection.target.text}`;
  if (target.text !== undefined && NETWORK.test(target.text)) {
    effects.changes(`${because} opens a network connection`);
    return effects.cannotTell(`${because}: what the other side does is not known`);
  }
  if (redirection.operator === ">&" && target.prefix[0] === "-") {
    return effects.cannotTell(`${because} is not a descriptor`);
  }
  switch (redirection.operator) {
    case "<&":
      // `<&-x` closes the input and x is a word of its own, to which the parser is blind.
      return effects.cannotTell(`${because} is not a descriptor`);
    case "<":
      return judgeInput(target, because, scope);
    case "<>":
      return effects.cannotTell(`${because} opens for writing and creates what is missing`);
    case ">>":
    case "&>>":
      return effects.writes(target, scope.cwd, because);
    case ">":
    case ">|":
    case ">&":
    case "&>":
      effects.destroys();
      return effects.writes(target, scope.cwd, because);
  }
}

function judgeInput(target: Argument, because: string, scope: Scope): void {
  const { prefix } = target;
  const mayBeNetwork = "/dev/tcp/".startsWith(prefix) || prefix.startsWith("/dev/");
  if (target.text === undefined && target.count !== "glob" && mayBeNetwork) {
    return scope.effects.cannotTell(`${because}: it may name a network connection`);
  }
  scope.effects.reads(target, scope.cwd, because);
}

/** `2>&1`, `>&-`, `<&3-`: a copy or an end of a descriptor, no file. */
function isDescriptor(operator: string, target: Argument): boolean {
  return (operator === ">&" || operator === "<&") && /^(?:\d+-?|-)$/.test(target.text ?? "");
}
