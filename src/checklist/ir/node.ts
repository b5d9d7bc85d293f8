import type {
  AssignNode,
  AwaitNode,
  BinaryNode,
  CallNode,
  ClassNode,
  ComprehensionNode,
  ConditionalNode,
  FieldNode,
  FunctionNode,
  IndexNode,
  ListNode,
  LiteralNode,
  MemberNode,
  NameNode,
  ObjectNode,
  SpreadNode,
  TemplateNode,
  UnaryNode,
  YieldNode,
} from "./expression.js";

/**
 * One small tree for both languages. A rule is written on these nodes, so that it holds for
 * TypeScript, JavaScript and Python at once; what a grammar has beyond them becomes `other`, with
 * the grammar's own name in `type`. Types, parentheses, `as`, `satisfies` and `!` are left out.
 *
 * Rejected: queries on the two concrete trees. Every rule would be written twice, and imports,
 * scopes and the use of a call's value would be found out again in each of them.
 *
 * To write a rule, start from the lists of `SourceFile` (calls, functions, loops, …), ask it what
 * a name means (`path`, `target`) and what becomes of a value (`usage`), and look around with
 * the functions of `ancestors.ts`, `flow.ts` and `locks.ts`.
 */
export type Node =
  | NameNode
  | MemberNode
  | IndexNode
  | CallNode
  | AwaitNode
  | YieldNode
  | FunctionNode
  | ClassNode
  | FieldNode
  | AssignNode
  | BinaryNode
  | UnaryNode
  | ConditionalNode
  | LiteralNode
  | TemplateNode
  | ListNode
  | ObjectNode
  | SpreadNode
  | ComprehensionNode
  | BlockNode
  | ExpressionNode
  | IfNode
  | LoopNode
  | TryNode
  | CatchNode
  | WithNode
  | ReturnNode
  | ThrowNode
  | JumpNode
  | SwitchNode
  | ImportNode
  | ExportNode
  | OtherNode;

export type NodeKind = Node["kind"];

export interface Base {
  /** Offsets in UTF-16 units; `SourceFile.position` turns one into line and column. */
  start: number;
  end: number;
  /** Undefined only for the module. */
  parent: Node | undefined;
  /** In the order in which they are evaluated. */
  children: readonly Node[];
  /** Rises in the order of evaluation: a call after its arguments, an await after its value. */
  order: number;
}

/** A module's body too. */
export interface BlockNode extends Base {
  kind: "block";
  body: readonly Node[];
}

/** An expression as a statement. */
export interface ExpressionNode extends Base {
  kind: "expression";
  value: Node;
}

export interface IfNode extends Base {
  kind: "if";
  test: Node;
  consequent: Node;
  otherwise: Node | undefined;
}

export interface LoopNode extends Base {
  kind: "loop";
  /** `each` is `for … of`, `for … in` and Python's `for`. */
  form: "each" | "while" | "do" | "for";
  isAsync: boolean;
  /** Of `each`. */
  target: Node | undefined;
  source: Node | undefined;
  init: Node | undefined;
  test: Node | undefined;
  update: Node | undefined;
  body: Node;
  /** Python's `else`. */
  otherwise: Node | undefined;
}

export interface TryNode extends Base {
  kind: "try";
  body: Node;
  handlers: readonly CatchNode[];
  otherwise: Node | undefined;
  finalizer: Node | undefined;
}

export interface CatchNode extends Base {
  kind: "catch";
  binding: string | undefined;
  /** The classes it takes; none: everything. */
  types: readonly Node[];
  /** `except*`. */
  isGroup: boolean;
  body: BlockNode;
}

export interface WithItem {
  context: Node;
  target: Node | undefined;
}

export interface WithNode extends Base {
  kind: "with";
  isAsync: boolean;
  items: readonly WithItem[];
  body: Node;
}

export interface ReturnNode extends Base {
  kind: "return";
  value: Node | undefined;
}

export interface ThrowNode extends Base {
  kind: "throw";
  value: Node | undefined;
}

export interface JumpNode extends Base {
  kind: "jump";
  to: "break" | "continue";
}

export interface SwitchNode extends Base {
  kind: "switch";
  subject: Node;
  cases: readonly { tests: readonly Node[]; body: Node }[];
}

export interface ImportedName {
  /** What the module calls it; `*` for the module itself, `default` for its default. */
  imported: string;
  local: string;
}

export interface ImportNode extends Base {
  kind: "import";
  /** As written: `./a.js`, `node:fs`, `asyncio`, `..package.module`. */
  module: string;
  names: readonly ImportedName[];
}

/** An export list, a re-export or a default export; `export const x` is the declaration alone. */
export interface ExportNode extends Base {
  kind: "export";
  module: string | undefined;
  names: readonly { local: string; exported: string }[];
  /** Of a default export. */
  value: Node | undefined;
}

/** What has no kind of its own; `type` is the grammar's name for it. */
export interface OtherNode extends Base {
  kind: "other";
  type: string;
}
