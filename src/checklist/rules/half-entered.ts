import { ancestors, below } from "../ir/ancestors.js";
import type { ClassNode, FunctionNode } from "../ir/expression.js";
import { dotted } from "../ir/locks.js";
import type { AssignNode } from "../ir/expression.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

export const halfEntered: Rule = {
  name: "half-entered",
  item: 11,
  languages: ["python"],
  level: "fail",
  confidence: "medium",
  check(file) {
    if (!file.text.includes("__aenter__")) return [];
    return file.all("class").flatMap((owner) => {
      const enter = methodOf(owner, "__aenter__");
      const leave = methodOf(owner, "__aexit__");
      if (enter === undefined || leave === undefined) return [];
      const taken = takenIn(file, enter).find((one) => isClosedIn(file, leave, one.path));
      const risk = taken && riskAfter(taken.node, enter);
      if (taken === undefined || risk === undefined) return [];
      return [
        {
          node: risk,
          message:
            `when this throws, \`__aexit__\` is never called: what line ` +
            `${file.position(taken.node.start).line} opened stays open`,
          fix: "close it in an except clause here, or enter through an AsyncExitStack",
        },
      ];
    });
  },
};

const methodOf = (owner: ClassNode, name: string): FunctionNode | undefined =>
  owner.members.find(
    (member): member is FunctionNode => member.kind === "function" && member.name === name,
  );

interface Taken {
  node: AssignNode;
  path: string;
}

/** What holds something from the moment it is made, and what does when it was waited for. */
const MADE = /(?:^|\.)\w*(?:Session|Client|Connection|Pool|Transport)$/;
const OPENED = /(?:^|\.)_?(?:connect|open|create|acquire|start)\w*$|__aenter__$/;

/** `self.session = aiohttp.ClientSession()`, `self.connection = await connect()`. */
function takenIn(file: SourceFile, enter: FunctionNode): Taken[] {
  return [...below(enter.body)].flatMap((node): Taken[] => {
    if (node.kind !== "assign" || node.value === undefined) return [];
    const call = node.value.kind === "await" ? node.value.value : node.value;
    const path = dotted(node.target);
    if (call.kind !== "call" || path?.startsWith("this.") !== true) return [];
    const made = file.meaning(call.callee) ?? dotted(call.callee) ?? "";
    const holds = MADE.test(made) || (node.value.kind === "await" && OPENED.test(made));
    return holds ? [{ node, path }] : [];
  });
}

/** `__aexit__` closes it: it mentions the field. */
const isClosedIn = (file: SourceFile, leave: FunctionNode, path: string): boolean =>
  new RegExp(
    `\\bself\\.${path.slice("this.".length)}\\.(?:\\w*close\\w*|__aexit__|cancel|stop|disconnect|` +
      "release|terminate|quit)\\b",
  ).test(file.source(leave));

/** The first wait after it that nothing catches. */
function riskAfter(taken: AssignNode, enter: FunctionNode): Node | undefined {
  return [...below(enter.body)].find(
    (node) =>
      node.kind === "await" &&
      node.order > taken.order &&
      ![...ancestors(node)].some(({ kind }) => kind === "try"),
  );
}
