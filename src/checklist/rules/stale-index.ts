import { isSerialised } from "../facts/serialised.js";
import { sharedPath } from "../facts/shared-state.js";
import type { Finding } from "../finding.js";
import { below, functionOf } from "../ir/ancestors.js";
import type { CallNode, IndexNode } from "../ir/expression.js";
import { pausesBetween } from "../ir/flow.js";
import { asWritten, dotted } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import { lastName, soleValue } from "../ir/names.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

const FINDS = /^(?:findIndex|findLastIndex|indexOf|lastIndexOf|index)$/;
const REMOVES = /^(?:splice|pop)$/;

export const staleIndex: Rule = {
  name: "stale-index",
  item: 6,
  languages: ["typescript", "python"],
  level: "review",
  confidence: "medium",
  check(file) {
    if (!file.mayPause) return [];
    const lookedUp = file.callsNamed(FINDS).flatMap((call) => {
      const path = call.callee.kind === "member" ? shared(file, call.callee.object) : undefined;
      const use = path === undefined ? undefined : staleUse(file, call, path);
      return path === undefined || use === undefined ? [] : [finding(file, path, call, use)];
    });
    const firstOnes = file.all("index").flatMap((node) => {
      const path = isEnd(node) ? shared(file, node.object) : undefined;
      const use = path === undefined ? undefined : removalAfter(node, path);
      return path === undefined || use === undefined ? [] : [finding(file, path, node, use)];
    });
    return [...lookedUp, ...firstOnes];
  },
};

function finding(file: SourceFile, path: string, found: Node, use: Node): Finding {
  const list = asWritten(file, path);
  const { line } = file.position(found.start);
  return {
    node: use,
    message:
      `the place in \`${list}\` was found on line ${line}, before a pause: what another ` +
      "task adds or removes meanwhile moves the elements, and this takes the wrong one",
    fix: `look it up again after the pause, or keep the elements of \`${list}\` by a key`,
  };
}

/** A list that other tasks change too. */
function shared(file: SourceFile, list: Node): string | undefined {
  const fn = functionOf(list);
  if (fn === undefined || isSerialised(file, list)) return undefined;
  const path = sharedPath(file, list, fn);
  return path !== undefined && isShifted(file, path) ? path : undefined;
}

/** `const first = list[0]`. */
const isEnd = ({ index, parent }: IndexNode): boolean =>
  index.kind === "literal" &&
  index.value === 0 &&
  parent?.kind === "assign" &&
  parent.declares !== undefined;

/** `list.shift()` after a pause, whose element nobody looks at: it was `list[0]` before. */
function removalAfter(first: Node, path: string): Node | undefined {
  const fn = functionOf(first);
  return (
    fn &&
    [...below(fn.body)].find(
      (node) =>
        node.kind === "call" &&
        /^(?:shift|popleft)$/.test(lastName(node.callee) ?? "") &&
        dotted(node.callee) === `${path}.${lastName(node.callee)}` &&
        node.parent?.kind === "expression" &&
        pausesBetween(first, node).length > 0,
    )
  );
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
