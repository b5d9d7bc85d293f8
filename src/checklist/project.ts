import { posix } from "node:path";
import type { CallNode, ClassNode, FunctionNode, NameNode } from "./ir/expression.js";
import { className } from "./ir/instances.js";
import type { Node } from "./ir/node.js";
import type { Binding } from "./ir/scope.js";
import type { SourceFile } from "./ir/source-file.js";

/** Gives the parsed file at a path below the root, or nothing when there is none. */
export type FileSource = (path: string) => SourceFile | undefined;

/** A function and the file that it stands in. */
export interface Located {
  file: SourceFile;
  fn: FunctionNode;
}

const RE_EXPORTS_MAX = 5;
const BASES_MAX = 8;

/** Follows calls from one file of the project into another; files are parsed when asked for. */
export class Project {
  readonly #file: FileSource;
  /** Many rules ask for the same call. What lies in another file is not held here, nor its file. */
  readonly #targets = new WeakMap<CallNode, Located | undefined>();
  /** Where the modules lie that a file imports: it calls each of them many times. */
  readonly #places = new WeakMap<SourceFile, Map<string, string | undefined>>();

  constructor(file: FileSource = () => undefined) {
    this.#file = file;
  }

  /** The function of this project that a call runs, in this file or an imported one. */
  target(file: SourceFile, call: CallNode): Located | undefined {
    if (this.#targets.has(call)) return this.#targets.get(call);
    const found = this.#find(file, call);
    if (found === undefined || found.file === file) this.#targets.set(call, found);
    return found;
  }

  #find(file: SourceFile, call: CallNode): Located | undefined {
    const own = file.target(call);
    if (own !== undefined) return { file, fn: own };
    const { callee } = call;
    if (callee.kind === "name") {
      return asFunction(this.#imported(file, file.binding(callee), 0));
    }
    if (callee.kind !== "member") return undefined;
    const { object, property } = callee;
    const owner = file.instanceOf(object);
    if (owner !== undefined) return this.#inherited(file, owner, property, 0);
    const binding = object.kind === "name" ? file.binding(object) : undefined;
    if (binding?.imported !== undefined) {
      const module = this.#module(file, binding.imported.module, binding.imported.name);
      return asFunction(module && this.#export(module, property, 0));
    }
    return this.#method(this.#imported(file, className(file, object), 0), property, 0);
  }

  /** The class of this project that a name means, in this file or an imported one. */
  classNamed(file: SourceFile, name: NameNode): { file: SourceFile; node: ClassNode } | undefined {
    const binding = file.binding(name);
    if (binding?.declaration.kind === "class") return { file, node: binding.declaration };
    const found = this.#imported(file, binding, 0);
    return found?.node.kind === "class" ? { file: found.file, node: found.node } : undefined;
  }

  #inherited(file: SourceFile, owner: ClassNode, name: string, depth: number): Located | undefined {
    for (const base of owner.bases) {
      if (base.kind !== "name") continue;
      const binding = file.binding(base);
      const found =
        binding?.declaration.kind === "class"
          ? { file, node: binding.declaration }
          : this.#imported(file, binding, 0);
      const method = this.#method(found, name, depth + 1);
      if (method !== undefined) return method;
    }
    return undefined;
  }

  #method(found: Found | undefined, name: string, depth: number): Located | undefined {
    if (found?.node.kind !== "class" || depth > BASES_MAX) return undefined;
    const { file, node } = found;
    const method = node.members.find(
      (member) => member.kind === "function" && member.name === name,
    );
    if (method?.kind === "function") return { file, fn: method };
    return this.#inherited(file, node, name, depth);
  }

  #imported(from: SourceFile, binding: Binding | undefined, depth: number): Found | undefined {
    if (binding?.imported === undefined) return undefined;
    const { module, name } = binding.imported;
    const file = this.#module(from, module, "*");
    return file && this.#export(file, name, depth);
  }

  /** `from . import a` may mean a module: then `name` is part of the path. */
  #module(from: SourceFile, module: string, name: string): SourceFile | undefined {
    const places = this.#places.get(from) ?? new Map<string, string | undefined>();
    this.#places.set(from, places);
    const key = `${module} ${name}`;
    if (!places.has(key)) {
      const isPackage = (folder: string) => this.#file(`${folder}/__init__.py`) !== undefined;
      const isFile = (path: string) => path !== from.path && this.#file(path) !== undefined;
      places.set(key, candidates(from, module, name, isPackage).find(isFile));
    }
    const place = places.get(key);
    return place === undefined ? undefined : this.#file(place);
  }

  #export(file: SourceFile, name: string, depth: number): Found | undefined {
    if (depth > RE_EXPORTS_MAX) return undefined;
    for (const node of file.all("export")) {
      const entry = node.names.find(({ exported }) => exported === name || exported === "*");
      if (entry === undefined) continue;
      if (node.module !== undefined) {
        const next = this.#module(file, node.module, "*");
        const wanted = entry.local === "*" ? name : entry.local;
        const found = next && this.#export(next, wanted, depth + 1);
        if (found !== undefined) return found;
        continue;
      }
      if (node.value !== undefined && node.value.kind !== "name") return { file, node: node.value };
      return this.#top(file, node.value?.kind === "name" ? node.value.name : entry.local, depth);
    }
    return this.#top(file, name, depth);
  }

  #top(file: SourceFile, name: string, depth: number): Found | undefined {
    const binding = file.scopes.module.bindings.get(name);
    if (binding === undefined) return undefined;
    if (binding.imported !== undefined) return this.#imported(file, binding, depth + 1);
    if (binding.kind === "function" || binding.kind === "class") {
      return { file, node: binding.declaration };
    }
    const [write] = binding.writes;
    return binding.writes.length === 1 && write?.value ? { file, node: write.value } : undefined;
  }
}

interface Found {
  file: SourceFile;
  node: Node;
}

function asFunction(found: Found | undefined): Located | undefined {
  return found?.node.kind === "function" ? { file: found.file, fn: found.node } : undefined;
}

/** Paths, below the root, at which an imported module of the project may lie. */
function candidates(
  from: SourceFile,
  module: string,
  name: string,
  isPackage: (folder: string) => boolean,
): string[] {
  const folder = posix.dirname(from.path);
  if (from.language === "typescript") {
    if (!module.startsWith(".")) return [];
    const base = posix.join(folder, module);
    const bare = base.replace(/\.[cm]?jsx?$/, "");
    const endings = [".ts", ".tsx", ".mts", ".js", ".jsx", ".mjs", "/index.ts", "/index.js"];
    return [base, ...endings.map((ending) => bare + ending)].filter((path) =>
      /\.[cm]?[jt]sx?$/.test(path),
    );
  }
  const dots = /^\.*/.exec(module)?.[0].length ?? 0;
  const parts = module.slice(dots).split(".").filter(Boolean);
  const up = dots === 0 ? [] : Array.from({ length: dots - 1 }, () => "..");
  const starts = dots > 0 ? [folder] : pythonRoots(folder, isPackage);
  const whole = name === "*" ? [parts] : [[...parts, name], parts];
  return starts.flatMap((start) =>
    whole
      .filter((path) => path.length > 0 || dots > 0)
      .map((path) => posix.join(start, ...up, ...path))
      .flatMap((base) => [`${base}.py`, `${base}/__init__.py`]),
  );
}

/** An absolute import may start at any folder above the file that is not a package itself. */
function pythonRoots(folder: string, isPackage: (folder: string) => boolean): string[] {
  const roots: string[] = [];
  for (let at = folder; ; at = posix.dirname(at)) {
    if (!isPackage(at)) roots.push(at);
    if (at === "." || at === "/" || at === "") return roots;
  }
}
