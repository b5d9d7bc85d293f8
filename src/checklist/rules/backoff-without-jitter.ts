import { ancestors, below, functionOf } from "../ir/ancestors.js";
import type { AssignNode, BinaryNode, CallNode, FunctionNode } from "../ir/expression.js";
import { dotted } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

const ATTEMPT = /attempt|retr[iy]|\btries\b|\btimes\b|fail(?:ure|ed|s)|reconnect/i;
const DELAY = /delay|back_?off|wait|interval|sleep|pause|cooldown/i;
const RANDOM = /random|jitter|uniform\(|\brand\b|noise|spread\b/i;
const WAITS = /(?:^|\.)(?:sleep|setTimeout|delay|wait|pause|call_later|timeout)$/;
const GIVES_DELAY = /retry|back_?off|delay|reconnect/i;

export const backoffWithoutJitter: Rule = {
  name: "backoff-without-jitter",
  item: 9,
  languages: ["typescript", "python"],
  level: "review",
  confidence: "medium",
  check(file) {
    const grown = [
      ...file.all("binary").filter((node) => grows(file, node)),
      ...file.callsOf(/^(?:Math\.pow|math\.pow|pow)$/).filter((node) => isPower(file, node)),
      ...file.all("assign").filter((node) => doubles(node)),
    ];
    const seen = new Set<Node>();
    return grown
      .sort((one, two) => one.start - two.start)
      .flatMap((node) => {
        const owner = outermost(node);
        if (owner === undefined || seen.has(owner) || !isWaitedFor(file, node)) return [];
        if (RANDOM.test(file.source(owner)) || waitsRandomly(file, owner)) return [];
        seen.add(owner);
        const fix =
          file.language === "python"
            ? "wait for `random.uniform(0, delay)` instead, with `delay` capped"
            : "wait for `Math.random() * delayMs` instead, with `delayMs` capped";
        return [
          {
            node,
            message:
              "all clients that failed together wait equally long and try again together: each " +
              "round hits the service at once",
            fix,
          },
        ];
      });
  },
};

/** `2 ** attempt`, `100 * attempt`, `1 << attempt`. */
function grows(file: SourceFile, { operator, left, right }: BinaryNode): boolean {
  if (operator === "**" || operator === "<<") return isCount(right) || isOfLoop(file, right);
  return operator === "*" && (isCount(left) || isCount(right));
}

/** What a loop counts, whatever its name: a power of it that is waited for is a backoff. */
function isOfLoop(file: SourceFile, node: Node): boolean {
  if (node.kind === "binary" && /^[-+]$/.test(node.operator)) return isOfLoop(file, node.left);
  const writes = node.kind === "name" ? (file.binding(node)?.writes ?? []) : [];
  return writes.some(({ by }) => by.kind === "loop" || by.parent?.kind === "loop");
}

/** A name that counts attempts, as it is or moved by one. */
function isCount(node: Node): boolean {
  if (node.kind === "binary" && /^[-+]$/.test(node.operator)) return isCount(node.left);
  const path = dotted(node);
  return path !== undefined && ATTEMPT.test(path) && !DELAY.test(path);
}

function isPower(file: SourceFile, { callee, args }: CallNode): boolean {
  const exponent = args[1]?.value;
  const isPow = /^(?:Math\.pow|math\.pow|pow)$/.test(file.meaning(callee) ?? "");
  return isPow && exponent !== undefined && isCount(exponent);
}

/** `delay *= 2`, `delay = Math.min(delay * 2, max)`. */
function doubles({ target, operator, value, declares }: AssignNode): boolean {
  if (value === undefined || declares !== undefined || !/^\*?=$/.test(operator)) return false;
  if (operator === "=" && value.kind !== "binary" && value.kind !== "call") return false;
  const path = dotted(target);
  if (path === undefined || !DELAY.test(path)) return false;
  if (operator === "*=") return true;
  return holdsDoubled(value, path);
}

function holdsDoubled(node: Node, path: string): boolean {
  if (node.kind === "binary" && node.operator === "*") {
    return dotted(node.left) === path || dotted(node.right) === path;
  }
  return node.kind === "call" && node.args.some(({ value }) => holdsDoubled(value, path));
}

/** The function at the top of the module or of a class. */
function outermost(node: Node): FunctionNode | undefined {
  let found: FunctionNode | undefined;
  for (const around of ancestors(node)) if (around.kind === "function") found = around;
  return found;
}

/** Whether the number becomes a wait: as an argument, by a name, or returned by a strategy. */
function isWaitedFor(file: SourceFile, node: Node): boolean {
  for (const around of [node, ...ancestors(node)]) {
    if (around.kind === "call" && around !== node && isWait(around)) return true;
    if (around.kind === "assign") return isPathWaitedFor(file, around);
    if (around.kind === "return") return givesDelay(around);
    if (around.kind === "function") return around.body.kind !== "block" && givesDelay(node);
    if (around.kind === "block") return false;
  }
  return false;
}

/** The function of this file that waits adds the random part itself. */
const waitsRandomly = (file: SourceFile, owner: FunctionNode): boolean =>
  [...below(owner, true)].some((node) => {
    const target = node.kind === "call" && isWait(node) ? file.target(node) : undefined;
    return target !== undefined && RANDOM.test(file.source(target));
  });

const isWait = ({ callee }: CallNode): boolean => WAITS.test(dotted(callee) ?? "");

function isPathWaitedFor(file: SourceFile, { target }: AssignNode): boolean {
  const path = dotted(target);
  const owner = outermost(target);
  if (path === undefined || owner === undefined) return false;
  const isField = target.kind === "member";
  return file.all("call").some((call) => {
    if (!isWait(call) || (!isField && outermost(call) !== owner)) return false;
    return call.args.some(({ value }) => value.kind !== "function" && mentions(value, path));
  });
}

function mentions(node: Node, path: string): boolean {
  return dotted(node) === path || node.children.some((child) => mentions(child, path));
}

/** The function's name, or the option it is given as, says that it returns a delay. */
function givesDelay(node: Node): boolean {
  const fn = functionOf(node);
  return fn?.name !== undefined && GIVES_DELAY.test(fn.name);
}
