import { isSerialised } from "../facts/serialised.js";
import { sharedPath } from "../facts/shared-state.js";
import { below, functionOf } from "../ir/ancestors.js";
import type { CallNode } from "../ir/expression.js";
import { pausesBetween } from "../ir/flow.js";
import { asWritten, dotted } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import { soleValue } from "../ir/names.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

const FINDS = /^(?:findIndex|findLastIndex|indexOf|lastIndexOf|index)$/;
const REMOVES = /^(?:splice|pop)$/;

export const staleIndex: Rule = {
  name: "stale-index",
  item: 6,
  languages: ["typescript", "python"],
  level: "fail",
  confidence: "medium",
  check(file) {
    if (!file.mayPause) return [];
    return file.callsNamed(FINDS).flatMap((call) => {
      const path = listOf(file, call);
      const use = path === undefined ? undefined : staleUse(file, call, path);
      if (path === undefined || use === undefined) return [];
      const list = asWritten(file, path);
      const { line } = file.position(call.start);
      return [
        {
          node: use,
          message:
            `the place in \`${list}\` was found on line ${line}, before a pause: what another ` +
            "task adds or removes meanwhile moves the elements, and this takes the wrong one",
          fix: `look it up again after the pause, or keep the elements of \`${list}\` by a key`,
        },
      ];
    });
  },
};

/** A list that other tasks change too. */
function listOf(file: SourceFile, { callee }: CallNode): string | undefined {
  const fn = functionOf(callee);
  if (callee.kind !== "member" || fn === undefined || isSerialised(file, callee)) return undefined;
  const path = sharedPath(file, callee.object, fn);
  return path !== undefined && isShifted(file, path) ? path : undefined;
}

/** `list.splice(i, 1)`, `list[i] = x`, `del list[i]` after a pause, with `i` from before it. */
function staleUse(file: SourceFile, found: CallNode, path: string): Node | undefined {
  const fn = functionOf(found);
  if (fn === undefined) return undefined;
  const isPlace = (node: Node | undefined): boolean =>
    node?.kind === "name" && soleValue(file.binding(node)) === found;
  return [...below(fn.body)].find((node) => {
    const isUse =
      node.kind === "call"
        ? node.callee.kind === "member" &&
          REMOVES.test(node.callee.property) &&
          dotted(node.callee.object) === path &&
          isPlace(node.args[0]?.value)
        : node.kind === "index" &&
          dotted(node.object) === path &&
          isPlace(node.index) &&
          isChange(node);
    return isUse && pausesBetween(found, node).length > 0;
  });
}

/** Reading the element shows the old one at worst; writing changes another. */
function isChange(node: Node): boolean {
  const { parent } = node;
  if (parent?.kind === "assign") return parent.target === node;
  return parent?.kind === "other" && /^(?:delete|del)_?/i.test(parent.type);
}

const MOVES = "splice|shift|unshift|pop|remove|insert|sort|reverse|clear";

/** What is only appended to stays where it is. */
const isShifted = (file: SourceFile, path: string): boolean =>
  new RegExp(
    `\\b${path.split(".").at(-1)}(?:\\.(?:${MOVES})\\b|\\s=\\s|\\[[^\\]]*:[^\\]]*\\]\\s=)`,
  ).test(file.text);
