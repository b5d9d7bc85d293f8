import { changesIn } from "../facts/changes.js";
import { conditions } from "../facts/conditions.js";
import { isSerialised } from "../facts/serialised.js";
import { belongsToOneTask, isOfOneRun, sharedPath } from "../facts/shared-state.js";
import { below, functionOf } from "../ir/ancestors.js";
import type { AssignNode, FunctionNode } from "../ir/expression.js";
import { mayFollow, pausesBetween } from "../ir/flow.js";
import { asWritten, dotted } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

/** What is called once, or sets things up for what comes later. */
const SETS_UP = new RegExp(
  "^_?(?:async_)?(?:connect|open|start|init|set|configure|load|main|register|login|" +
    "auth|attach|bind|create|build|prepare|enter|__|on_?(?:open|connect|ready)|reset|" +
    "change|use|switch|restore|import|launch|boot|mount|activate|enable|join)",
  "i",
);

export const requestInField: Rule = {
  name: "request-in-field",
  item: 6,
  languages: ["typescript", "python"],
  level: "review",
  confidence: "medium",
  check(file) {
    if (!file.isAsynchronous) return [];
    return file.all("assign").flatMap((write) => {
      const fn = functionOf(write);
      if (fn === undefined || !fn.isAsync || write.operator !== "=" || write.declares) return [];
      if (SETS_UP.test(fn.name ?? "") || !comesFromCaller(file, write, fn)) return [];
      const path = sharedPath(file, write.target, fn);
      if (path === undefined || write.target.kind === "index") return [];
      if (belongsToOneTask(write) || isOfOneRun(file, write.target)) return [];
      if (isSerialised(file, write) || isChecked(file, path, fn)) return [];
      const read = readLater(file, write, path, fn);
      if (read === undefined) return [];
      const name = asWritten(file, path);
      return [
        {
          node: write,
          message:
            `a second call that comes during the await puts its own value in \`${name}\`: line ` +
            `${file.position(read.start).line} of the first then works with that`,
          fix: "keep the value in a variable of the call and pass it on",
        },
      ];
    });
  },
};

/** The value is a parameter, or made from one. */
function comesFromCaller(
  file: SourceFile,
  { target, value }: AssignNode,
  fn: FunctionNode,
): boolean {
  if (value === undefined) return false;
  const root = rootOf(value);
  const isParameter = (node: Node | undefined): boolean => {
    const binding = node?.kind === "name" ? file.binding(node) : undefined;
    return binding?.kind === "parameter" && binding.declaration === fn;
  };
  if (isParameter(root)) return true;
  // What a module keeps for "the" request is made from it.
  return (
    value.kind === "call" &&
    target.kind === "name" &&
    /request|context|ctx|user|session|^current/i.test(target.name) &&
    value.args.some((one) => isParameter(rootOf(one.value)))
  );
}

function rootOf(node: Node): Node {
  return node.kind === "member" || node.kind === "index" ? rootOf(node.object) : node;
}

function isChecked(file: SourceFile, path: string, fn: FunctionNode): boolean {
  return [...below(fn.body)].some(
    (node) =>
      node.kind === "if" && conditions(file, node.test, fn).some((one) => one.path === path),
  );
}

/** The field is read after a pause, and was not written again. */
function readLater(
  file: SourceFile,
  write: AssignNode,
  path: string,
  fn: FunctionNode,
): Node | undefined {
  return [...below(fn.body)].find(
    (node) =>
      (node.kind === "member" || (node.kind === "name" && !path.includes("."))) &&
      dotted(node) === path &&
      node !== write.target &&
      !(node.parent?.kind === "assign" && node.parent.target === node) &&
      node.order > write.order &&
      mayFollow(write, node) &&
      pausesBetween(write, node).some(({ kind }) => kind === "await") &&
      !changesIn(file, fn).some(
        (change) =>
          change.path === path && change.node.order > write.order && change.node.order < node.order,
      ),
  );
}
