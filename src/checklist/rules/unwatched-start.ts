import { chainOf, startOfChain } from "../facts/chains.js";
import { cannotReject } from "../facts/harmless-promises.js";
import { inTests } from "../facts/in-proofs.js";
import { isPromise } from "../facts/promises.js";
import { classOf, functionOf } from "../ir/ancestors.js";
import type { AssignNode, MemberNode } from "../ir/expression.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Project } from "../project.js";
import type { Rule } from "../rule.js";

export const unwatchedStart: Rule = {
  name: "unwatched-start",
  item: 4,
  languages: ["typescript"],
  level: "review",
  confidence: "medium",
  check(file, project) {
    return file.all("assign").flatMap((node) => {
      const field = startedIn(file, project, node);
      if (field === undefined || isWatched(file, field)) return [];
      const name = file.source(field);
      return [
        {
          node,
          message:
            `when this start fails before anybody asks for \`${name}\`, the rejection is ` +
            "unhandled and ends the process",
          fix: `\`${name}.catch(() => {})\` here: whoever awaits it later gets the error still`,
          ...inTests(file),
        },
      ];
    });
  },
};

/** `this.ready = this.load()` in a constructor. */
function startedIn(file: SourceFile, project: Project, node: AssignNode): MemberNode | undefined {
  const { target, value } = node;
  if (functionOf(node)?.method !== "constructor" || value?.kind !== "call") return undefined;
  if (target.kind !== "member" || target.object.kind !== "name" || target.object.name !== "this") {
    return undefined;
  }
  if (chainOf(value) === "handled") return undefined;
  const start = startOfChain(value);
  const begun = start.kind === "call" && !start.isNew ? project.target(file, start) : undefined;
  if (begun === undefined || (start === value && cannotReject(begun.fn))) return undefined;
  return isPromise(file, project, start) ? target : undefined;
}

/** `this.ready.catch(…)`, or `this.ready.then(…, …)`, somewhere in the class. */
const isWatched = (file: SourceFile, field: MemberNode): boolean =>
  file.all("member").some((use) => isSame(use, field) && isHandledAt(use));

const isSame = (use: MemberNode, field: MemberNode): boolean =>
  use.property === field.property && use !== field && classOf(use) === classOf(field);

function isHandledAt(use: Node): boolean {
  const call = use.parent?.parent;
  return call?.kind === "call" && call.callee === use.parent && chainOf(call) === "handled";
}
