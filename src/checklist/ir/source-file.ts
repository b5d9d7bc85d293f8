import { CallIndex, type Pattern } from "./calls.js";
import { instanceOf } from "./instances.js";
import { isPause } from "./flow.js";
import { finish, type NodesByKind } from "./finish.js";
import type { CallNode, ClassNode, FunctionNode, NameNode } from "./expression.js";
import type { Node, NodeKind } from "./node.js";
import { looseMethod } from "./methods.js";
import { lastName, Names } from "./names.js";
import { Lines, type Position } from "./lines.js";
import { bind } from "./bind.js";
import type { Binding, Scopes } from "./scope.js";

/** The kinds of nodes that can be a pause. */
const PAUSING = ["await", "yield", "loop", "with", "comprehension"] as const;

export type Language = "typescript" | "python";

/** One parsed file: its tree, what its names mean, and lists of nodes to start rules from. */
export class SourceFile {
  readonly path: string;
  /** JavaScript, JSX and TSX are `typescript` too. */
  readonly language: Language;
  readonly text: string;
  readonly root: Node;
  readonly scopes: Scopes;
  readonly #byKind: NodesByKind;
  readonly #lines: Lines;
  readonly #names: Names;

  // Many rules ask about the same nodes.
  readonly #targets = new Map<CallNode, FunctionNode | undefined>();
  #isAsynchronous: boolean | undefined;
  #mayPause: boolean | undefined;
  #byMeaning: CallIndex | undefined;
  #byName: CallIndex | undefined;

  constructor(path: string, language: Language, text: string, root: Node) {
    this.path = path;
    this.language = language;
    this.text = text;
    this.root = root;
    this.#byKind = finish(root);
    this.#lines = new Lines(text);
    this.scopes = bind(root, language);
    this.#names = new Names(this);
  }

  /** Every node of this kind; inner ones before outer ones. */
  all<K extends NodeKind>(kind: K): readonly Extract<Node, { kind: K }>[] {
    return (this.#byKind.get(kind) ?? []) as readonly Extract<Node, { kind: K }>[];
  }

  /** Whether any function of it is async. */
  get isAsynchronous(): boolean {
    this.#isAsynchronous ??= this.all("function").some(({ isAsync }) => isAsync);
    return this.#isAsynchronous;
  }

  /** Whether there is any point in it at which other code may run. */
  get mayPause(): boolean {
    this.#mayPause ??= PAUSING.some((kind) => this.all(kind).some(isPause));
    return this.#mayPause;
  }

  /** The calls of what means something that the pattern takes, in the order of evaluation. */
  callsOf(pattern: Pattern): readonly CallNode[] {
    this.#byMeaning ??= new CallIndex(this.all("call"), ({ callee }) => this.meaning(callee));
    return this.#byMeaning.matching(pattern);
  }

  /** The calls of functions and methods by their own name, whatever they are called on. */
  callsNamed(pattern: Pattern): readonly CallNode[] {
    this.#byName ??= new CallIndex(this.all("call"), ({ callee }) => lastName(callee));
    return this.#byName.matching(pattern);
  }

  /** Line and column, from 1. */
  position(offset: number): Position {
    return this.#lines.position(offset);
  }

  /** The text of a line, from 1, without its end. */
  line(number: number): string {
    return this.#lines.text(number);
  }

  /** The text of a node. */
  source(node: Node): string {
    return this.text.slice(node.start, node.end);
  }

  /** The first line of a node's text: enough to name it. */
  head(node: Node): string {
    return this.source(node).split("\n", 1)[0] ?? "";
  }

  /** What a name is bound to in this file; undefined for globals and builtins. */
  binding(node: NameNode): Binding | undefined {
    return this.scopes.bindingOf.get(node);
  }

  /**
   * What an expression means, through imports, aliases, fields and annotations:
   * `asyncio.gather`, `node:fs.readFileSync`, `Promise.all`, `this.queue.push`; what a call
   * returned is followed by `()`: `aiohttp.ClientSession().get`. Undefined when unknown or local.
   */
  meaning(node: Node): string | undefined {
    return this.#names.meaning(node);
  }

  /** The function of this file that a call runs: by name, alias, `this`, `self` or local class. */
  target(call: CallNode): FunctionNode | undefined {
    if (!this.#targets.has(call)) {
      this.#targets.set(call, this.#names.target(call) ?? looseMethod(this, call));
    }
    return this.#targets.get(call);
  }
  /** The class of this file that an expression is an instance of: by `new`, fields, annotations. */
  instanceOf(node: Node): ClassNode | undefined {
    return instanceOf(this, node);
  }
}
