import { changesIn } from "../facts/changes.js";
import { reachableFrom } from "../facts/own-calls.js";
import { isSerialised } from "../facts/serialised.js";
import { belongsToOneTask, isOfOneRun, sharedPath } from "../facts/shared-state.js";
import { below, functionOf } from "../ir/ancestors.js";
import type { FunctionNode } from "../ir/expression.js";
import { mayFollow, pauses, pausesBetween } from "../ir/flow.js";
import { asWritten, dotted } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

/** At its end nobody adds anything any more. */
const ENDS = /clos|stop|shut|dispos|destroy|clean|tear|reset|clear|init|setup|abort|cancel/i;

export const clearedAfterAwait: Rule = {
  name: "cleared-after-await",
  item: 6,
  languages: ["typescript", "python"],
  level: "fail",
  confidence: "medium",
  check(file) {
    if (!file.isAsynchronous) return [];
    return emptied(file).flatMap(({ node, path, fn }) => {
      const filler = fillerOf(file, fn, path);
      const read = filler && readBefore(file, node, path, fn);
      if (filler === undefined || read === undefined || belongsToOneTask(node)) return [];
      if (isSerialised(file, node)) return [];
      const name = asWritten(file, path);
      return [
        {
          node,
          message:
            `what \`${filler.name ?? "another function"}\` adds to \`${name}\` while line ` +
            `${file.position(read.start).line} waits is thrown away here unseen`,
          fix: `take the content first, \`batch = ${name}\`, empty \`${name}\`, and await then`,
        },
      ];
    });
  },
};

interface Emptied {
  node: Node;
  path: string;
  fn: FunctionNode;
}

/** `this.items = []`, `this.items.length = 0`, `items.clear()`, after some wait. */
function emptied(file: SourceFile): Emptied[] {
  const nodes = [...file.all("assign"), ...file.callsNamed(/^clear$/)];
  return nodes.flatMap((node) => {
    const target = emptiedBy(node);
    const fn = target && functionOf(node);
    if (target === undefined || !fn?.isAsync || ENDS.test(fn.name ?? "")) return [];
    if (!pauses(fn).some((pause) => pause.order < node.order)) return [];
    const path = sharedPath(file, target, fn);
    return path === undefined || isOfOneRun(file, target) ? [] : [{ node, path, fn }];
  });
}

function emptiedBy(node: Node): Node | undefined {
  if (node.kind === "call") {
    const { callee, args } = node;
    const clears = callee.kind === "member" && callee.property === "clear" && args.length === 0;
    return clears ? callee.object : undefined;
  }
  if (node.kind !== "assign" || node.operator !== "=" || node.declares !== undefined) {
    return undefined;
  }
  const { target, value } = node;
  if (target.kind === "member" && target.property === "length" && isZero(value)) {
    return target.object;
  }
  return isEmpty(value) ? target : undefined;
}

const isZero = (value: Node | undefined): boolean => value?.kind === "literal" && value.value === 0;

function isEmpty(value: Node | undefined): boolean {
  if (value?.kind === "list") return value.elements.length === 0;
  if (value?.kind === "object") return value.entries.length === 0;
  if (value?.kind !== "call" || value.args.length > 0) return false;
  return /^(?:Map|Set|Array|list|dict|set|deque)$/.test(dotted(value.callee) ?? "");
}

/** Somebody else's function that adds to it meanwhile; not one that this run calls itself. */
function fillerOf(file: SourceFile, fn: FunctionNode, path: string): FunctionNode | undefined {
  const called = reachableFrom(file, fn);
  return file
    .all("function")
    .find(
      (other) =>
        other !== fn &&
        functionOf(other) !== fn &&
        !called.has(other) &&
        !/^(?:constructor|__init__)$/.test(other.name ?? "") &&
        changesIn(file, other).some((change) => change.path === path && change.change === "fills"),
    );
}

/** The wait for what was given the content, when nothing else takes it out before the end. */
function readBefore(
  file: SourceFile,
  clear: Node,
  path: string,
  fn: FunctionNode,
): Node | undefined {
  const takes = changesIn(file, fn).filter(
    (change) => change.path === path && change.node.order < clear.order && change.node !== clear,
  );
  if (takes.length > 0) return undefined;
  const read = [...below(fn.body)].find(
    (node) =>
      (node.kind === "member" || node.kind === "name") &&
      node.order < clear.order &&
      dotted(node) === path &&
      isContent(node) &&
      mayFollow(node, clear),
  );
  if (read === undefined) return undefined;
  return pausesBetween(read, clear).find(({ kind }) => kind === "await");
}

/** The content is taken, not only asked for its size. */
function isContent(node: Node): boolean {
  const { parent } = node;
  if (parent?.kind === "assign") return parent.value === node;
  if (parent?.kind === "member")
    return /^(?:map|slice|join|values|items|copy|keys|entries)$/.test(parent.property);
  return (
    parent?.kind === "call" ||
    parent?.kind === "spread" ||
    parent?.kind === "object" ||
    parent?.kind === "list" ||
    (parent?.kind === "loop" && parent.source === node) ||
    parent?.kind === "comprehension"
  );
}
