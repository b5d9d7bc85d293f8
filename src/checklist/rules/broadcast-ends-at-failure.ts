import { ancestors, below, isInside } from "../ir/ancestors.js";
import type { CallNode } from "../ir/expression.js";
import { dotted } from "../ir/locks.js";
import type { LoopNode, Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import { usage } from "../ir/usage.js";
import type { Rule } from "../rule.js";

export const broadcastEndsAtFailure: Rule = {
  name: "broadcast-ends-at-failure",
  item: 4,
  languages: ["typescript", "python"],
  level: "fail",
  confidence: "medium",
  check(file) {
    if (!file.isAsynchronous) return [];
    return file.all("loop").flatMap((loop) => {
      const send = loop.isAsync ? undefined : sendIn(file, loop);
      if (send === undefined) return [];
      const { source } = loop;
      return [
        {
          node: send,
          message:
            "the first that is gone ends the loop: all that come after it in " +
            `\`${source ? file.source(source) : "the list"}\` get nothing`,
          fix: "catch the error of each one in the loop, and take it out of the list",
        },
      ];
    });
  },
};

/** Connections of others, each of which may be closed at any time. */
const PEERS =
  /(?:clients|connections|sockets|peers|subscribers|listeners|sessions|viewers|receivers)$/i;
const SENDS = /^(?:send\w*|write|publish|push|notify|emit)$/i;

/** The awaited sending to the loop's own element that nothing catches. */
function sendIn(file: SourceFile, { form, source, target, body }: LoopNode): CallNode | undefined {
  if (form !== "each" || source === undefined || target === undefined) return undefined;
  if (!PEERS.test(pathOf(source))) return undefined;
  const names = new Set(
    [target, ...below(target)].flatMap((node) => (node.kind === "name" ? [node.name] : [])),
  );
  return [...below(body)].find(
    (node): node is CallNode =>
      node.kind === "call" &&
      node.callee.kind === "member" &&
      SENDS.test(node.callee.property) &&
      node.callee.object.kind === "name" &&
      names.has(node.callee.object.name) &&
      usage(node).kind === "awaited" &&
      !isCaught(node, body) &&
      file.source(node).length > 0,
  );
}

/** Through `list(…)`, `.values()` and `[...x]`. */
function pathOf(node: Node): string {
  if (node.kind === "call") {
    const [first] = node.args;
    if (first !== undefined) return pathOf(first.value);
    return node.callee.kind === "member" ? pathOf(node.callee.object) : "";
  }
  if (node.kind === "index") return pathOf(node.object);
  if (node.kind === "list" && node.elements[0]?.kind === "spread") {
    return pathOf(node.elements[0].value);
  }
  return dotted(node) ?? "";
}

const isCaught = (node: Node, body: Node): boolean =>
  [...ancestors(node)].some(
    (around) =>
      isInside(around, body) &&
      ((around.kind === "try" && around.handlers.length > 0) || around.kind === "with"),
  );
