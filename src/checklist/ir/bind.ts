import type { FunctionNode, NameNode } from "./expression.js";
import type { ImportNode, Node } from "./node.js";
import { createScope, declare, lookUp } from "./scope.js";
import type { Binding, Scope, Scopes, Write } from "./scope.js";

/** Builds the scopes of a finished tree and binds every name in it. */
export function bind(root: Node, language: "typescript" | "python"): Scopes {
  const module = createScope("module", root, undefined);
  const scopes = new Map<Node, Scope>([[root, module]]);
  const binder = new Binder(language, scopes);
  const open: [Node, Scope][] = [[root, module]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [node, around] = next;
    const scope = binder.enter(node, around);
    // Backwards, so that the stack gives them in the order of the text.
    for (let at = node.children.length - 1; at >= 0; at -= 1) {
      const child = node.children[at];
      if (child !== undefined) open.push([child, scope]);
    }
  }
  return {
    module,
    bindingOf: binder.resolve(),
    scopeOf: (node) => scopeAround(node, scopes, module),
  };
}

function scopeAround(node: Node, scopes: ReadonlyMap<Node, Scope>, module: Scope): Scope {
  for (let at: Node | undefined = node; at !== undefined; at = at.parent) {
    const scope = scopes.get(at);
    if (scope !== undefined) return scope;
  }
  return module;
}

class Binder {
  readonly #python: boolean;
  readonly #scopes: Map<Node, Scope>;
  readonly #names: [NameNode, Scope][] = [];
  readonly #writes: { name: string; scope: Scope; write: Write }[] = [];

  constructor(language: "typescript" | "python", scopes: Map<Node, Scope>) {
    this.#python = language === "python";
    this.#scopes = scopes;
  }

  /** Declares what the node declares, and gives the scope that its children stand in. */
  enter(node: Node, scope: Scope): Scope {
    switch (node.kind) {
      case "name":
        this.#names.push([node, scope]);
        return scope;
      case "import":
        declareImport(node, scope);
        return scope;
      case "function":
        return this.#enterFunction(node, scope);
      case "class":
        if (node.name !== undefined) declare(scope, node.name, "class", node);
        return this.#inner("class", node, scope);
      case "assign":
        this.#declareTargets(node.target, this.#home(node.declares, scope), node, node.value);
        return scope;
      case "with":
        for (const { context, target } of node.items) {
          if (target) this.#declareTargets(target, this.#home(undefined, scope), node, context);
        }
        return scope;
      case "comprehension": {
        const inner = this.#inner("block", node, scope);
        for (const { target } of node.clauses) this.#write(target, inner, node, undefined);
        return inner;
      }
      case "loop": {
        const inner = this.#python ? scope : this.#inner("block", node, scope);
        if (node.target && node.target.kind !== "assign") {
          this.#declareTargets(node.target, this.#home(undefined, inner), node, undefined);
        }
        return inner;
      }
      case "catch": {
        const inner = this.#python ? scope : this.#inner("block", node, scope);
        if (node.binding !== undefined) declare(inner, node.binding, "catch", node);
        return inner;
      }
      case "block":
        return this.#python || this.#scopes.has(node) ? scope : this.#block(node, scope);
      case "other":
        if (node.type === "global_statement") this.#sendOut(node, scope, "global");
        if (node.type === "nonlocal_statement") this.#sendOut(node, scope, "nonlocal");
        return scope;
      default:
        return scope;
    }
  }

  /** Binds the collected names, when every declaration is known. */
  resolve(): Map<NameNode, Binding> {
    const bindingOf = new Map<NameNode, Binding>();
    for (const { name, scope, write } of this.#writes) lookUp(name, scope)?.writes.push(write);
    for (const [node, scope] of this.#names) {
      const binding = lookUp(node.name, scope);
      if (binding === undefined) continue;
      if (this.#python && isSelf(binding.declaration, node.name)) {
        node.name = "this";
        continue;
      }
      bindingOf.set(node, binding);
      binding.references.push(node);
    }
    return bindingOf;
  }

  #inner(kind: Scope["kind"], node: Node, parent: Scope): Scope {
    const scope = createScope(kind, node, parent);
    this.#scopes.set(node, scope);
    return scope;
  }

  #block(node: Node, scope: Scope): Scope {
    return node.parent?.kind === "function" ? scope : this.#inner("block", node, scope);
  }

  #enterFunction(node: FunctionNode, scope: Scope): Scope {
    const isStatement = node.method === undefined && !node.isArrow;
    const inner = this.#inner("function", node, scope);
    if (isStatement && node.name !== undefined) {
      const stands = /^(block|export|if)$/.test(node.parent?.kind ?? "");
      declare(stands ? scope : inner, node.name, "function", node);
    }
    for (const parameter of node.params) {
      for (const name of parameter.names) {
        declare(inner, name, "parameter", node).parameter = parameter;
      }
    }
    return inner;
  }

  /** Where a declaration lands: `var` and Python's names in the function, others in the block. */
  #home(declares: string | undefined, scope: Scope): Scope | undefined {
    if (!this.#python && declares === undefined) return undefined;
    if (!this.#python && declares !== "var") return scope;
    let home = scope;
    while (home.kind === "block" && home.parent !== undefined) home = home.parent;
    return home;
  }

  #declareTargets(target: Node, home: Scope | undefined, by: Node, value: Node | undefined): void {
    const scope = home ?? this.#scopeOfWrite(by);
    this.#write(target, scope, by, value, undefined, home !== undefined);
  }

  #scopeOfWrite(by: Node): Scope {
    return scopeAround(by, this.#scopes, [...this.#scopes.values()][0] as Scope);
  }

  #write(
    target: Node,
    scope: Scope,
    by: Node,
    value: Node | undefined,
    key?: string,
    declares = true,
  ): void {
    switch (target.kind) {
      case "name": {
        const sent = scope.outer.get(target.name);
        if (declares && sent === undefined) declare(scope, target.name, "variable", by);
        this.#writes.push({ name: target.name, scope, write: { by, value, key } });
        return;
      }
      case "assign":
        return this.#write(target.target, scope, by, value, key, declares);
      case "spread":
        return this.#write(target.value, scope, by, undefined, undefined, declares);
      case "list":
        for (const element of target.elements) {
          this.#write(element, scope, by, undefined, undefined, declares);
        }
        return;
      case "object":
        for (const entry of target.entries) {
          const whole = entry.key === undefined || key !== undefined ? undefined : value;
          this.#write(entry.value, scope, by, whole, entry.key, declares);
        }
        return;
      default:
    }
  }

  #sendOut(node: Node, scope: Scope, to: "global" | "nonlocal"): void {
    for (const child of node.children) {
      if (child.kind === "name") scope.outer.set(child.name, to);
    }
  }
}

function declareImport(node: ImportNode, scope: Scope): void {
  for (const { imported, local } of node.names) {
    declare(scope, local, "import", node).imported = { module: node.module, name: imported };
  }
}

/** The first parameter of a method, whatever it is called. */
function isSelf(declaration: Node, name: string): boolean {
  return (
    declaration.kind === "function" &&
    (declaration.method === "method" || declaration.method === "constructor") &&
    declaration.params[0]?.name === name
  );
}
