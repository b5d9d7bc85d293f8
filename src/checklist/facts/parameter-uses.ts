import type { FunctionNode, NameNode } from "../ir/expression.js";
import type { SourceFile } from "../ir/source-file.js";

/** Every name in the function that means its parameter at this position. */
export function parameterUses(
  file: SourceFile,
  fn: FunctionNode,
  position: number,
): readonly NameNode[] {
  const parameter = fn.params[position];
  const binding = parameter && file.scopes.scopeOf(fn).bindings.get(parameter.name);
  return binding?.parameter === parameter ? (binding?.references ?? []) : [];
}
