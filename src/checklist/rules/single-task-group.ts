import { groupsOf, startedIn } from "../facts/task-groups.js";
import { below } from "../ir/ancestors.js";
import type { CallNode } from "../ir/expression.js";
import type { Node } from "../ir/node.js";
import type { Rule } from "../rule.js";

export const singleTaskGroup: Rule = {
  name: "single-task-group",
  item: 3,
  languages: ["python"],
  level: "review",
  confidence: "low",
  check(file) {
    return file.all("with").flatMap((group) => {
      const [opened] = groupsOf(file, group);
      const name = opened?.target?.kind === "name" ? opened.target.name : undefined;
      if (name === undefined) return [];
      const call = onlyCall(group.body);
      const owner = call && startedIn(call);
      if (call === undefined || owner?.kind !== "name" || owner.name !== name) return [];
      if (call.args.some(({ value }) => mentions(value, name))) return [];
      return [
        {
          node: group,
          message: `\`${name}\` runs one task and waits for it: nothing runs beside it`,
          fix: "await what the task would run, without the group",
        },
      ];
    });
  },
};

/** The call that is all of a body; awaited or not. */
function onlyCall(body: Node): CallNode | undefined {
  const statements = body.kind === "block" ? body.body : [body];
  const [only] = statements;
  if (statements.length !== 1 || only?.kind !== "expression") return undefined;
  const value = only.value.kind === "await" ? only.value.value : only.value;
  return value.kind === "call" ? value : undefined;
}

/** A task that is given the group may start more in it. */
function mentions(node: Node, name: string): boolean {
  return [node, ...below(node)].some((inner) => inner.kind === "name" && inner.name === name);
}
