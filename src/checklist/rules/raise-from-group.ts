import { enclosing } from "../ir/ancestors.js";
import type { CatchNode, Node, ThrowNode } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

const STEPS_MAX = 8;

export const raiseFromGroup: Rule = {
  name: "raise-from-group",
  item: 4,
  languages: ["python"],
  level: "review",
  confidence: "medium",
  check(file) {
    return file.all("throw").flatMap((node) => {
      if (node.value === undefined || !comesFromGroup(file, node.value, node, 0)) return [];
      const raised = file.source(node.value);
      return [
        {
          node,
          message:
            "raising an exception of a group anew overwrites its own context and adds to its " +
            "traceback, in the group too; the other exceptions are lost",
          fix: `\`raise copy.copy(${raised})\`, or raise the group itself`,
        },
      ];
    });
  },
};

/** Whether the value is one of `group.exceptions`, also by way of names, loops and `subgroup`. */
function comesFromGroup(file: SourceFile, node: Node, at: ThrowNode, depth: number): boolean {
  if (depth > STEPS_MAX) return false;
  const further = (part: Node | undefined) =>
    part !== undefined && comesFromGroup(file, part, at, depth + 1);
  switch (node.kind) {
    case "index":
      return isExceptions(file, node.object, at, depth + 1);
    case "name": {
      const [write, second] = file.binding(node)?.writes ?? [];
      if (write === undefined || second !== undefined) return false;
      if (write.by.kind === "loop") {
        return write.by.source !== undefined && isExceptions(file, write.by.source, at, depth + 1);
      }
      return write.key === undefined && further(write.value);
    }
    default:
      return false;
  }
}

/** `group.exceptions` of a group that is being handled, or a name for it. */
function isExceptions(file: SourceFile, node: Node, at: ThrowNode, depth: number): boolean {
  if (depth > STEPS_MAX) return false;
  if (node.kind === "member") {
    return node.property === "exceptions" && isGroup(file, node.object, at, depth + 1);
  }
  if (node.kind !== "name") return false;
  const [write, second] = file.binding(node)?.writes ?? [];
  if (write?.value === undefined || second !== undefined) return false;
  return isExceptions(file, write.value, at, depth + 1);
}

function isGroup(file: SourceFile, node: Node, at: ThrowNode, depth: number): boolean {
  if (depth > STEPS_MAX) return false;
  if (comesFromGroup(file, node, at, depth)) return true;
  if (node.kind === "call" && node.callee.kind === "member") {
    const { object, property } = node.callee;
    return /^(?:subgroup|derive)$/.test(property) && isGroup(file, object, at, depth + 1);
  }
  if (node.kind !== "name") return false;
  if (handlersAround(at).some(({ binding }) => binding === node.name)) return true;
  const [write, second] = file.binding(node)?.writes ?? [];
  if (write?.value === undefined || second !== undefined) return false;
  return isGroup(file, write.value, at, depth + 1);
}

const takesGroup = ({ types, isGroup: isStar }: CatchNode): boolean =>
  isStar || types.some((type) => type.kind === "name" && type.name.endsWith("Group"));

function handlersAround(node: Node): CatchNode[] {
  const found: CatchNode[] = [];
  for (let at = enclosing(node, "catch"); at !== undefined; at = enclosing(at, "catch")) {
    if (takesGroup(at)) found.push(at);
  }
  return found;
}
