import { annotatedClass } from "./annotations.js";
import { classOf } from "./ancestors.js";
import type { CallNode, ClassNode, FunctionNode } from "./expression.js";
import { canonical, importedPath, moduleName } from "./modules.js";
import type { Node } from "./node.js";
import { lookUp, type Binding, type Write } from "./scope.js";
import type { SourceFile } from "./source-file.js";

/** Aliases of aliases are followed this far. */
const STEPS_MAX = 12;

/** What expressions mean, remembered per node; see `SourceFile.meaning` and `target`. */
export class Names {
  readonly #file: SourceFile;
  readonly #known = new Map<Node, string | undefined>();
  #steps = 0;

  constructor(file: SourceFile) {
    this.#file = file;
  }

  meaning(node: Node): string | undefined {
    if (this.#known.has(node)) return this.#known.get(node);
    if (this.#steps >= STEPS_MAX) return undefined;
    // A name that leads back to itself has no meaning.
    this.#known.set(node, undefined);
    this.#steps += 1;
    const found = this.#find(node);
    this.#steps -= 1;
    const path = found === undefined ? undefined : canonical(found);
    this.#known.set(node, path);
    return path;
  }

  target(call: CallNode): FunctionNode | undefined {
    const { callee } = call;
    if (callee.kind === "function") return callee;
    if (callee.kind === "name") {
      const binding = this.#file.binding(callee);
      return binding && this.#functionOf(binding);
    }
    if (callee.kind !== "member") return undefined;
    const owner = this.#file.instanceOf(callee.object);
    return owner && this.#method(owner, callee.property, 0);
  }

  #classNamed(binding: Binding | undefined): ClassNode | undefined {
    return binding?.declaration.kind === "class" ? binding.declaration : undefined;
  }

  #functionOf(binding: Binding): FunctionNode | undefined {
    if (binding.kind === "function" && binding.declaration.kind === "function") {
      return binding.declaration;
    }
    const value = soleValue(binding);
    if (value?.kind === "function") return value;
    if (value?.kind !== "name" || this.#steps >= STEPS_MAX) return undefined;
    const next = this.#file.binding(value);
    if (next === undefined || next === binding) return undefined;
    this.#steps += 1;
    const found = this.#functionOf(next);
    this.#steps -= 1;
    return found;
  }

  #method(owner: ClassNode, name: string, depth: number): FunctionNode | undefined {
    for (const member of owner.members) {
      if (member.kind === "function" && member.name === name) return member;
      if (member.kind === "field" && member.name === name && member.value?.kind === "function") {
        return member.value;
      }
    }
    if (depth >= STEPS_MAX) return undefined;
    for (const base of owner.bases) {
      const parent = base.kind === "name" ? this.#classNamed(this.#file.binding(base)) : undefined;
      const found = parent && parent !== owner ? this.#method(parent, name, depth + 1) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #find(node: Node): string | undefined {
    switch (node.kind) {
      case "name":
        return this.#ofName(node.name, this.#file.binding(node), node);
      case "member":
        return this.#ofMember(node.object, node.property);
      case "call":
        return this.#ofCall(node);
      case "await":
        return this.meaning(node.value);
      case "conditional":
        return this.meaning(node.consequent) ?? this.meaning(node.otherwise);
      case "binary":
        if (!/^(?:or|\?\?)$/.test(node.operator)) return undefined;
        return this.meaning(node.left) ?? this.meaning(node.right);
      case "assign":
        return node.value && this.meaning(node.value);
      default:
        return undefined;
    }
  }

  #ofName(name: string, binding: Binding | undefined, at: Node): string | undefined {
    if (binding === undefined) return name === "" ? undefined : name;
    if (binding.imported !== undefined) {
      const { module, name: imported } = binding.imported;
      return importedPath(module, imported, this.#file.language === "python");
    }
    const annotation =
      binding.parameter?.annotation ??
      (binding.declaration.kind === "assign" ? binding.declaration.annotation : undefined);
    if (binding.kind === "parameter") {
      return (
        this.#ofAnnotation(annotation, at) ??
        (binding.parameter?.defaultValue && this.meaning(binding.parameter.defaultValue))
      );
    }
    if (binding.kind !== "variable") return undefined;
    return this.#ofWrites(binding.writes) ?? this.#ofAnnotation(annotation, at);
  }

  /** All that is written must mean the same; nothing and null say nothing. */
  #ofWrites(writes: readonly Write[]): string | undefined {
    const values = writes.filter(({ value }) => !isNothing(value));
    const paths = new Set(values.map((write) => this.#ofWrite(write)));
    return paths.size === 1 ? [...paths][0] : undefined;
  }

  #ofWrite({ value, key }: Write): string | undefined {
    const whole = value && this.meaning(value);
    return whole === undefined || key === undefined ? whole : `${whole}.${key}`;
  }

  #ofAnnotation(annotation: string | undefined, at: Node): string | undefined {
    const written = annotation === undefined ? undefined : annotatedClass(annotation);
    if (written === undefined) return undefined;
    const [head = "", ...rest] = written.split(".");
    const binding = lookUp(head, this.#file.scopes.scopeOf(at));
    if (binding !== undefined && binding.imported === undefined) return undefined;
    const first = this.#ofName(head, binding, at);
    return first === undefined ? undefined : `${[first, ...rest].join(".")}()`;
  }

  #ofMember(object: Node, property: string): string | undefined {
    const owner = this.meaning(object);
    if (owner === undefined) return undefined;
    if (owner !== "this") return property === "default" ? owner : `${owner}.${property}`;
    const inside = classOf(object);
    return (inside && this.#ofField(inside, property)) ?? `this.${property}`;
  }

  /** What a class keeps in a field, from its declaration and the assignments to `this.field`. */
  #ofField(owner: ClassNode, name: string): string | undefined {
    const fields = fieldWrites(owner).get(name) ?? [];
    const declared = owner.members.find(
      (member) => member.kind === "field" && member.name === name,
    );
    const paths = new Set(
      fields.filter((value) => !isNothing(value)).map((value) => this.meaning(value)),
    );
    const [path] = paths;
    if (paths.size === 1 && path !== undefined) return path;
    return declared?.kind === "field"
      ? this.#ofAnnotation(declared.annotation, declared)
      : undefined;
  }

  #ofCall({ callee, args }: CallNode): string | undefined {
    const path = this.meaning(callee);
    if (path === undefined) return undefined;
    const [first] = args;
    if (/^(?:require|import)$/.test(path) && first?.value.kind === "literal") {
      return typeof first.value.value === "string" ? moduleName(first.value.value) : undefined;
    }
    return `${path}()`;
  }
}

/** What stands last in `client.users.get`, or the name itself; nothing for other expressions. */
export const lastName = (node: Node): string =>
  node.kind === "member" ? node.property : node.kind === "name" ? node.name : "";

/** The only value that a variable is ever given. */
export function soleValue(binding: Binding | undefined): Node | undefined {
  if (binding?.kind !== "variable" || binding.writes.length !== 1) return undefined;
  const [write] = binding.writes;
  return write?.key === undefined ? write?.value : undefined;
}

const fieldWritesOf = new WeakMap<ClassNode, ReadonlyMap<string, readonly Node[]>>();

/** Every value that the class's own code gives to `this.name`. */
export function fieldWrites(owner: ClassNode): ReadonlyMap<string, readonly Node[]> {
  const known = fieldWritesOf.get(owner);
  if (known !== undefined) return known;
  const found = new Map<string, Node[]>();
  const add = (name: string, value: Node | undefined) => {
    if (value !== undefined) found.set(name, [...(found.get(name) ?? []), value]);
  };
  const open: Node[] = [owner];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.kind === "field") add(node.name, node.value);
    if (node.kind === "assign" && node.target.kind === "member") {
      const { object, property } = node.target;
      if (object.kind === "name" && object.name === "this") add(property, node.value);
    }
    open.push(...node.children);
  }
  fieldWritesOf.set(owner, found);
  return found;
}

/** `null`, `None`, `undefined`. */
export function isNothing(value: Node | undefined): boolean {
  if (value?.kind === "literal") return value.value === null;
  return value?.kind === "name" && value.name === "undefined";
}
