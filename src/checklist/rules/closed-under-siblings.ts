import { ancestors, below } from "../ir/ancestors.js";
import type { AwaitNode, CallNode } from "../ir/expression.js";
import { soleValue } from "../ir/names.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

const CLOSES = /^(?:a?close|end|release|destroy|disconnect|dispose|quit|rm|unlink|stop|terminate)$/;

export const closedUnderSiblings: Rule = {
  name: "closed-under-siblings",
  item: 4,
  languages: ["typescript", "python"],
  level: "review",
  confidence: "medium",
  check(file) {
    return file.all("await").flatMap((node) => {
      const { value } = node;
      if (value.kind !== "call" || !failsFast(file, value)) return [];
      const used = namesIn(file, value);
      const closed = closedAround(node).find((name) => used.has(name));
      if (closed === undefined) return [];
      return [
        {
          node,
          message:
            `the first failure ends this wait and closes \`${closed}\`, while the others go on ` +
            "and still use it",
          fix:
            file.language === "python"
              ? "an asyncio.TaskGroup, which cancels the others and waits for them"
              : "wait for all by `Promise.allSettled`, then throw the first `reason`",
        },
      ];
    });
  },
};

/** Several at once, of which the first failure is thrown while the others run. */
function failsFast(file: SourceFile, node: CallNode): boolean {
  const meaning = file.meaning(node.callee);
  const [first, second] = node.args;
  const isSingle =
    second === undefined && first?.spread === undefined && first?.value.kind === "call";
  if (meaning === "Promise.all") return true;
  if (meaning !== "asyncio.gather" || isSingle) return false;
  return node.args.every(
    ({ name, spread }) => name !== "return_exceptions" && spread !== "keyword",
  );
}

/** Names that the work uses, also where it was put into a list before. */
function namesIn(file: SourceFile, node: Node): ReadonlySet<string> {
  const found = new Set<string>();
  const open: Node[] = [node];
  for (const part of open) {
    for (const inner of [part, ...below(part, true)]) {
      if (inner.kind !== "name" || found.has(inner.name)) continue;
      found.add(inner.name);
      const value = open.length < 8 ? soleValue(file.binding(inner)) : undefined;
      if (value?.kind === "comprehension" || value?.kind === "list") open.push(value);
    }
  }
  return found;
}

/** What a `with` or `finally` around the wait closes, from the inside out. */
function closedAround(node: AwaitNode): string[] {
  const found: string[] = [];
  let from: Node = node;
  for (const around of ancestors(node)) {
    if (around.kind === "function") break;
    if (around.kind === "with" && around.body === from) {
      for (const { target } of around.items) if (target?.kind === "name") found.push(target.name);
    }
    if (around.kind === "try" && around.finalizer !== undefined && around.finalizer !== from) {
      found.push(...closedIn(around.finalizer));
    }
    from = around;
  }
  return found;
}

function closedIn(finalizer: Node): string[] {
  return [...below(finalizer)].flatMap((node) => {
    if (node.kind !== "call" || node.callee.kind !== "member") return [];
    const { object, property } = node.callee;
    return CLOSES.test(property) && object.kind === "name" ? [object.name] : [];
  });
}
