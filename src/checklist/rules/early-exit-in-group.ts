import { groupsOf } from "../facts/task-groups.js";
import { ancestors, below } from "../ir/ancestors.js";
import type { JumpNode, Node, ReturnNode, WithNode } from "../ir/node.js";
import type { Rule } from "../rule.js";

type Exit = JumpNode | ReturnNode;

export const earlyExitInGroup: Rule = {
  name: "early-exit-in-group",
  item: 3,
  languages: ["python"],
  level: "review",
  confidence: "low",
  check(file) {
    return file.all("with").flatMap((group) => {
      const [opened] = groupsOf(file, group);
      if (opened === undefined) return [];
      const name = opened.target ? file.source(opened.target) : "the group";
      return [...below(group.body)].filter(isExit).flatMap((exit) => {
        if (!leaves(exit, group)) return [];
        const word = exit.kind === "return" ? "return" : exit.to;
        return [
          {
            node: exit,
            message:
              `this \`${word}\` does not leave yet: ` +
              `it waits until every task of \`${name}\` has ended`,
            fix: `put the \`${word}\` after the block, or cancel what need not end first`,
          },
        ];
      });
    });
  },
};

const isExit = (node: Node): node is Exit => node.kind === "return" || node.kind === "jump";

/** A jump of a loop that is itself inside the group stays in it. */
function leaves(exit: Exit, group: WithNode): boolean {
  if (exit.kind === "return") return true;
  for (const around of ancestors(exit)) {
    if (around === group) return true;
    if (around.kind === "loop") return false;
  }
  return false;
}
