import type { NameNode, Parameter } from "./expression.js";
import type { ImportedName, Node } from "./node.js";

/** A name of this file and everything that touches it. */
export interface Binding {
  name: string;
  kind: "import" | "function" | "class" | "parameter" | "variable" | "catch";
  scope: Scope;
  /** The import, function, class, assignment, loop, with or catch that makes it. */
  declaration: Node;
  imported: { module: string; name: ImportedName["imported"] } | undefined;
  parameter: Parameter | undefined;
  writes: Write[];
  /** Every name node that means it, writes included, in the order of the text. */
  references: NameNode[];
}

export interface Write {
  /** The assign, loop, with item's `with` or comprehension that writes. */
  by: Node;
  /** What is written; undefined where a loop or a pattern takes it from something larger. */
  value: Node | undefined;
  /** In `const { a } = value` the key; then `value` is the whole. */
  key: string | undefined;
}

export interface Scope {
  kind: "module" | "function" | "class" | "block";
  node: Node;
  parent: Scope | undefined;
  bindings: Map<string, Binding>;
  /** Python: names that `global` and `nonlocal` send outwards. */
  outer: Map<string, "global" | "nonlocal">;
}

export interface Scopes {
  module: Scope;
  bindingOf: ReadonlyMap<NameNode, Binding>;
  /** The scope that a node stands in. */
  scopeOf(node: Node): Scope;
}

export function createScope(kind: Scope["kind"], node: Node, parent: Scope | undefined): Scope {
  return { kind, node, parent, bindings: new Map(), outer: new Map() };
}

/** The binding that a name means in this scope; a class's names are not seen inside. */
export function lookUp(name: string, from: Scope): Binding | undefined {
  for (let scope: Scope | undefined = from; scope !== undefined; scope = scope.parent) {
    if (scope.kind === "class" && scope !== from) continue;
    const binding = scope.bindings.get(name);
    if (binding !== undefined) return binding;
  }
  return undefined;
}

/** Adds the name to the scope, or returns the binding that is there. */
export function declare(
  scope: Scope,
  name: string,
  kind: Binding["kind"],
  declaration: Node,
): Binding {
  const present = scope.bindings.get(name);
  if (present !== undefined) {
    if (present.kind === "variable" && kind !== "variable") present.kind = kind;
    return present;
  }
  const binding: Binding = {
    name,
    kind,
    scope,
    declaration,
    imported: undefined,
    parameter: undefined,
    writes: [],
    references: [],
  };
  scope.bindings.set(name, binding);
  return binding;
}
