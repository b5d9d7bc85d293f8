import { chainOf, startOfChain } from "../facts/chains.js";
import { discarded } from "../facts/discarded.js";
import { mayReject } from "../facts/may-reject.js";
import { isPromise } from "../facts/promises.js";
import { ancestors, functionOf, isInside } from "../ir/ancestors.js";
import { pauses } from "../ir/flow.js";
import type { Node, TryNode } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Project } from "../project.js";
import type { Rule } from "../rule.js";

export const escapedRejection: Rule = {
  name: "escaped-rejection",
  item: 4,
  languages: ["typescript"],
  level: "review",
  confidence: "medium",
  check(file, project) {
    if (file.all("try").length === 0) return [];
    return [...discarded(file), ...returned(file)].flatMap((node) => {
      const around = tryAround(node);
      if (around === undefined || awaits(around)) return [];
      if (node.parent?.kind === "return" && isForThrows(file, around)) return [];
      if (!isOpen(file, project, node)) return [];
      return [
        {
          node,
          message:
            "the catch around this never sees the promise fail: when it is rejected the try is " +
            "over, and the rejection is somebody else's or nobody's",
          fix: functionOf(node)?.isAsync === true ? "await it inside the try" : FIX,
          ...(isQuiet(file, project, node) && { confidence: "low" as const }),
        },
      ];
    });
  },
};

const FIX = "make the function async and await it inside the try, or end it with `.catch(…)`";

/** What functions that are not async return; in those that are, the types tell. */
const returned = (file: SourceFile): Node[] =>
  file
    .all("return")
    .flatMap((node) =>
      node.value === undefined || functionOf(node)?.isAsync === true ? [] : [node.value],
    );

function isOpen(file: SourceFile, project: Project, node: Node): boolean {
  if (node.kind !== "call" || chainOf(node) === "handled") return false;
  return isPromise(file, project, startOfChain(node));
}

/** All that could reject it is caught where it is awaited. */
function isQuiet(file: SourceFile, project: Project, node: Node): boolean {
  const target = node.kind === "call" ? project.target(file, node) : undefined;
  return target !== undefined && !mayReject(project, target);
}

/** The try of the same function whose catch is written for what stands here. */
function tryAround(node: Node): TryNode | undefined {
  for (const around of ancestors(node)) {
    if (around.kind === "function") return undefined;
    if (around.kind === "try" && around.handlers.length > 0 && isInside(node, around.body)) {
      return around;
    }
  }
  return undefined;
}

/** A catch that makes a rejection of what is thrown at once knows of promises. */
const isForThrows = (file: SourceFile, { handlers }: TryNode): boolean =>
  handlers.some((handler) => /\bPromise\.|reject\(/.test(file.source(handler)));

/** With an await beside it the catch has other work. */
function awaits({ body }: TryNode): boolean {
  const fn = functionOf(body);
  return fn !== undefined && pauses(fn).some((pause) => isInside(pause, body));
}
