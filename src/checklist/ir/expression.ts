import type { Base, Node } from "./node.js";

export interface NameNode extends Base {
  kind: "name";
  name: string;
}

/** `object.property`; Python's `self.x` and `cls.x` have a `name` of `this` as their object. */
export interface MemberNode extends Base {
  kind: "member";
  object: Node;
  property: string;
}

/** `object[index]`. */
export interface IndexNode extends Base {
  kind: "index";
  object: Node;
  index: Node;
}

export interface Argument {
  /** Of a Python keyword argument. */
  name: string | undefined;
  /** `...x` and `*x` are positional, `**x` is keyword. */
  spread: "positional" | "keyword" | undefined;
  value: Node;
}

export interface CallNode extends Base {
  kind: "call";
  callee: Node;
  args: readonly Argument[];
  /** `new X()`. */
  isNew: boolean;
}

export interface AwaitNode extends Base {
  kind: "await";
  value: Node;
}

export interface YieldNode extends Base {
  kind: "yield";
  value: Node | undefined;
}

export interface Parameter {
  /** The first name that the parameter binds; destructured ones have more in `names`. */
  name: string;
  names: readonly string[];
  /** The annotation as it is written, without the colon. */
  annotation: string | undefined;
  defaultValue: Node | undefined;
  rest: boolean;
}

/** Declarations, expressions, arrows, lambdas and methods. */
export interface FunctionNode extends Base {
  kind: "function";
  /** Also of an anonymous function that is assigned to a name or is a property's value. */
  name: string | undefined;
  isAsync: boolean;
  isGenerator: boolean;
  isArrow: boolean;
  method: "method" | "constructor" | "static" | "get" | "set" | undefined;
  params: readonly Parameter[];
  decorators: readonly Node[];
  /** A block, or the value of an arrow function or lambda. */
  body: Node;
  /** The annotated return type as it is written. */
  returns: string | undefined;
}

export interface ClassNode extends Base {
  kind: "class";
  name: string | undefined;
  bases: readonly Node[];
  decorators: readonly Node[];
  /** Methods, fields and, in Python, whatever else stands in the body. */
  members: readonly Node[];
}

/** A field declared in a class body (in Python: an assignment or annotation in it). */
export interface FieldNode extends Base {
  kind: "field";
  name: string;
  isStatic: boolean;
  annotation: string | undefined;
  value: Node | undefined;
}

export interface AssignNode extends Base {
  kind: "assign";
  /** A name, member or index; a list or object when the target is taken apart. */
  target: Node;
  /** `=`, `+=`, …; `++` and `--` come as `+=` and `-=` without a value. */
  operator: string;
  value: Node | undefined;
  /** Set when this declares the name. */
  declares: "const" | "let" | "var" | "using" | "await using" | undefined;
  annotation: string | undefined;
}

/** Also comparisons and logic; `&&` and `||` are `and` and `or`, `===` and `is` are `==`. */
export interface BinaryNode extends Base {
  kind: "binary";
  operator: string;
  left: Node;
  right: Node;
}

/** `not`, `void`, `typeof`, `-`, …; `!` is `not`. */
export interface UnaryNode extends Base {
  kind: "unary";
  operator: string;
  value: Node;
}

export interface ConditionalNode extends Base {
  kind: "conditional";
  test: Node;
  consequent: Node;
  otherwise: Node;
}

export interface LiteralNode extends Base {
  kind: "literal";
  /** `undefined` for literals that are neither of these (regular expressions, big integers). */
  value: string | number | boolean | null | undefined;
}

/** A template literal or f-string; `text` is its fixed part, with `{}` for each hole. */
export interface TemplateNode extends Base {
  kind: "template";
  parts: readonly Node[];
  text: string;
}

/** An array, list, tuple or set. */
export interface ListNode extends Base {
  kind: "list";
  elements: readonly Node[];
}

export interface ObjectEntry {
  /** Undefined for a computed key or a spread. */
  key: string | undefined;
  value: Node;
  spread: boolean;
}

/** An object literal or dict. */
export interface ObjectNode extends Base {
  kind: "object";
  entries: readonly ObjectEntry[];
}

export interface SpreadNode extends Base {
  kind: "spread";
  value: Node;
}

export interface ComprehensionClause {
  target: Node;
  source: Node;
  isAsync: boolean;
}

export interface ComprehensionNode extends Base {
  kind: "comprehension";
  form: "list" | "set" | "dict" | "generator";
  /** The value of a dict's entry. */
  element: Node;
  clauses: readonly ComprehensionClause[];
  conditions: readonly Node[];
}
