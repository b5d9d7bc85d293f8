import type { FunctionNode } from "../ir/expression.js";
import { soleValue } from "../ir/names.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";

/** The function of this file that a value passed to a call is: written there, or named. */
export function callbackOf(file: SourceFile, node: Node | undefined): FunctionNode | undefined {
  switch (node?.kind) {
    case "function":
      return node;
    case "name": {
      const binding = file.binding(node);
      const value = binding?.kind === "function" ? binding.declaration : soleValue(binding);
      return value?.kind === "function" ? value : undefined;
    }
    case "member":
      return file
        .instanceOf(node.object)
        ?.members.find(
          (member): member is FunctionNode =>
            member.kind === "function" && member.name === node.property,
        );
    case "call":
      return node.callee.kind === "member" && node.callee.property === "bind"
        ? callbackOf(file, node.callee.object)
        : undefined;
    default:
      return undefined;
  }
}
