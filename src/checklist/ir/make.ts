import type * as E from "./expression.js";
import type * as S from "./node.js";

/** Where a node stands in the text. */
export interface Span {
  start: number;
  end: number;
}

type Made<T extends S.Node> = Omit<T, "start" | "end" | "parent" | "children" | "order">;

/** The one place that knows the children of each kind, in the order of evaluation. */
function make<T extends S.Node>(
  { start, end }: Span,
  own: Made<T>,
  children: readonly (S.Node | undefined)[],
): T {
  // Written into the object that was made for it: hundreds of thousands are made in a run.
  const node = own as unknown as Linked;
  node.start = start;
  node.end = end;
  node.parent = undefined;
  node.children = children.includes(undefined) ? children.filter(isPresent) : children;
  node.order = 0;
  return own as unknown as T;
}

/** What every node has. */
interface Linked {
  start: number;
  end: number;
  parent: S.Node | undefined;
  children: readonly (S.Node | undefined)[];
  order: number;
}

const isPresent = (node: S.Node | undefined): boolean => node !== undefined;

type Own<T extends S.Node> = Omit<Made<T>, "kind">;

export const name = (at: Span, text: string): E.NameNode =>
  make<E.NameNode>(at, { kind: "name", name: text }, []);

export const member = (at: Span, object: S.Node, property: string): E.MemberNode =>
  make<E.MemberNode>(at, { kind: "member", object, property }, [object]);

export const index = (at: Span, object: S.Node, inside: S.Node): E.IndexNode =>
  make<E.IndexNode>(at, { kind: "index", object, index: inside }, [object, inside]);

export const call = (at: Span, own: Own<E.CallNode>): E.CallNode =>
  make<E.CallNode>(at, { kind: "call", ...own }, [
    own.callee,
    ...own.args.map(({ value }) => value),
  ]);

export const awaited = (at: Span, value: S.Node): E.AwaitNode =>
  make<E.AwaitNode>(at, { kind: "await", value }, [value]);

export const yielded = (at: Span, value: S.Node | undefined): E.YieldNode =>
  make<E.YieldNode>(at, { kind: "yield", value }, [value]);

export const fn = (at: Span, own: Own<E.FunctionNode>): E.FunctionNode =>
  make<E.FunctionNode>(at, { kind: "function", ...own }, [
    ...own.decorators,
    ...own.params.map(({ defaultValue }) => defaultValue),
    own.body,
  ]);

export const classed = (at: Span, own: Own<E.ClassNode>): E.ClassNode =>
  make<E.ClassNode>(at, { kind: "class", ...own }, [
    ...own.decorators,
    ...own.bases,
    ...own.members,
  ]);

export const field = (at: Span, own: Own<E.FieldNode>): E.FieldNode =>
  make<E.FieldNode>(at, { kind: "field", ...own }, [own.value]);

export const assign = (at: Span, own: Own<E.AssignNode>): E.AssignNode =>
  make<E.AssignNode>(at, { kind: "assign", ...own }, [own.target, own.value]);

export const binary = (at: Span, operator: string, left: S.Node, right: S.Node): E.BinaryNode =>
  make<E.BinaryNode>(at, { kind: "binary", operator, left, right }, [left, right]);

export const unary = (at: Span, operator: string, value: S.Node): E.UnaryNode =>
  make<E.UnaryNode>(at, { kind: "unary", operator, value }, [value]);

export const conditional = (at: Span, own: Own<E.ConditionalNode>): E.ConditionalNode =>
  make<E.ConditionalNode>(at, { kind: "conditional", ...own }, [
    own.test,
    own.consequent,
    own.otherwise,
  ]);

export const literal = (at: Span, value: E.LiteralNode["value"]): E.LiteralNode =>
  make<E.LiteralNode>(at, { kind: "literal", value }, []);

export const template = (at: Span, text: string, parts: readonly S.Node[]): E.TemplateNode =>
  make<E.TemplateNode>(at, { kind: "template", text, parts }, parts);

export const list = (at: Span, elements: readonly S.Node[]): E.ListNode =>
  make<E.ListNode>(at, { kind: "list", elements }, elements);

export const object = (
  at: Span,
  entries: readonly E.ObjectEntry[],
  computedKeys: readonly S.Node[] = [],
): E.ObjectNode =>
  make<E.ObjectNode>(at, { kind: "object", entries }, [
    ...computedKeys,
    ...entries.map(({ value }) => value),
  ]);

export const spread = (at: Span, value: S.Node): E.SpreadNode =>
  make<E.SpreadNode>(at, { kind: "spread", value }, [value]);

export const comprehension = (at: Span, own: Own<E.ComprehensionNode>): E.ComprehensionNode =>
  make<E.ComprehensionNode>(at, { kind: "comprehension", ...own }, [
    ...own.clauses.flatMap(({ source, target }) => [source, target]),
    ...own.conditions,
    own.element,
  ]);

export const block = (at: Span, body: readonly S.Node[]): S.BlockNode =>
  make<S.BlockNode>(at, { kind: "block", body }, body);

export const expression = (at: Span, value: S.Node): S.ExpressionNode =>
  make<S.ExpressionNode>(at, { kind: "expression", value }, [value]);

export const when = (at: Span, own: Own<S.IfNode>): S.IfNode =>
  make<S.IfNode>(at, { kind: "if", ...own }, [own.test, own.consequent, own.otherwise]);

export const loop = (at: Span, own: Own<S.LoopNode>): S.LoopNode => {
  const { source, target, init, test, body, update, otherwise } = own;
  const inOrder =
    own.form === "do" ? [body, test] : [source, target, init, test, body, update, otherwise];
  return make<S.LoopNode>(at, { kind: "loop", ...own }, inOrder);
};

export const tried = (at: Span, own: Own<S.TryNode>): S.TryNode =>
  make<S.TryNode>(at, { kind: "try", ...own }, [
    own.body,
    ...own.handlers,
    own.otherwise,
    own.finalizer,
  ]);

export const caught = (at: Span, own: Own<S.CatchNode>): S.CatchNode =>
  make<S.CatchNode>(at, { kind: "catch", ...own }, [...own.types, own.body]);

export const within = (at: Span, own: Own<S.WithNode>): S.WithNode =>
  make<S.WithNode>(at, { kind: "with", ...own }, [
    ...own.items.flatMap(({ context, target }) => [context, target]),
    own.body,
  ]);

export const returned = (at: Span, value: S.Node | undefined): S.ReturnNode =>
  make<S.ReturnNode>(at, { kind: "return", value }, [value]);

export const thrown = (at: Span, value: S.Node | undefined): S.ThrowNode =>
  make<S.ThrowNode>(at, { kind: "throw", value }, [value]);

export const jump = (at: Span, to: S.JumpNode["to"]): S.JumpNode =>
  make<S.JumpNode>(at, { kind: "jump", to }, []);

export const choice = (at: Span, own: Own<S.SwitchNode>): S.SwitchNode =>
  make<S.SwitchNode>(at, { kind: "switch", ...own }, [
    own.subject,
    ...own.cases.flatMap(({ tests, body }) => [...tests, body]),
  ]);

export const imported = (at: Span, own: Own<S.ImportNode>): S.ImportNode =>
  make<S.ImportNode>(at, { kind: "import", ...own }, []);

export const exported = (at: Span, own: Own<S.ExportNode>): S.ExportNode =>
  make<S.ExportNode>(at, { kind: "export", ...own }, [own.value]);

export const other = (at: Span, type: string, children: readonly (S.Node | undefined)[]) =>
  make<S.OtherNode>(at, { kind: "other", type }, children);
