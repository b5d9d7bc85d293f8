import * as make from "../ir/make.js";
import type { CatchNode, ImportedName, Node } from "../ir/node.js";
import { blockOf, childOf, fieldOf, fieldsOf, type Handlers, type Lowering } from "./lowering.js";
import type { Raw } from "./tree.js";

const block = (raw: Raw, to: Lowering): Node => make.block(raw, to.all(raw.children));
const first = (raw: Raw, to: Lowering): Node | undefined => to.optional(raw.children[0]);
const empty = (raw: Raw): Node => make.block(raw, []);

export const STATEMENTS: Handlers = {
  module: block,
  block,
  pass_statement: empty,
  expression_statement: (raw, to) => {
    const values = to.all(raw.children);
    const [only] = values;
    if (values.length === 1 && only)
      return only.kind === "assign" ? only : make.expression(raw, only);
    return make.expression(raw, make.list(raw, values));
  },
  assignment: (raw, to) => {
    const type = fieldOf(raw, "type");
    return make.assign(raw, {
      target: to.optional(fieldOf(raw, "left")) ?? make.name(raw, ""),
      operator: "=",
      value: to.optional(fieldOf(raw, "right")),
      declares: undefined,
      annotation: type && to.textOf(type),
    });
  },
  augmented_assignment: (raw, to) =>
    make.assign(raw, {
      target: to.optional(fieldOf(raw, "left")) ?? make.name(raw, ""),
      operator: raw.tokens[0] ?? "+=",
      value: to.optional(fieldOf(raw, "right")),
      declares: undefined,
      annotation: undefined,
    }),
  if_statement: (raw, to) => chain(raw, fieldsOf(raw, "alternative"), to),
  for_statement: (raw, to) =>
    make.loop(raw, {
      ...NO_LOOP,
      form: "each",
      isAsync: raw.tokens.includes("async"),
      target: to.optional(fieldOf(raw, "left")),
      source: to.optional(fieldOf(raw, "right")),
      body: blockOf(raw, fieldOf(raw, "body"), to),
      otherwise: to.optional(elseOf(raw)),
    }),
  while_statement: (raw, to) =>
    make.loop(raw, {
      ...NO_LOOP,
      form: "while",
      test: to.optional(fieldOf(raw, "condition")),
      body: blockOf(raw, fieldOf(raw, "body"), to),
      otherwise: to.optional(elseOf(raw)),
    }),
  try_statement: (raw, to) => {
    const handlers = raw.children
      .filter(({ type }) => type === "except_clause")
      .map((clause) => handler(clause, to));
    const finalizer = childOf(raw, "finally_clause");
    return make.tried(raw, {
      body: blockOf(raw, fieldOf(raw, "body"), to),
      handlers,
      otherwise: to.optional(elseOf(raw)),
      finalizer: finalizer && to.optional(childOf(finalizer, "block")),
    });
  },
  with_statement: (raw, to) =>
    make.within(raw, {
      isAsync: raw.tokens.includes("async"),
      items: (childOf(raw, "with_clause")?.children ?? []).map((item) => withItem(item, to)),
      body: blockOf(raw, fieldOf(raw, "body"), to),
    }),
  return_statement: (raw, to) => make.returned(raw, first(raw, to)),
  raise_statement: (raw, to) => make.thrown(raw, first(raw, to)),
  break_statement: (raw) => make.jump(raw, "break"),
  continue_statement: (raw) => make.jump(raw, "continue"),
  match_statement: (raw, to) =>
    make.choice(raw, {
      subject: to.optional(fieldOf(raw, "subject")) ?? make.name(raw, ""),
      cases: (fieldOf(raw, "body")?.children ?? []).map((clause) => ({
        tests: to.all(clause.children.filter(({ field }) => field !== "consequence")),
        body: blockOf(clause, fieldOf(clause, "consequence"), to),
      })),
    }),
  import_statement: (raw, to) => {
    const made = fieldsOf(raw, "name").map((name) => moduleImport(name, to));
    return made.length === 1 && made[0] ? made[0] : make.block(raw, made);
  },
  future_import_statement: empty,
  import_from_statement: (raw, to) => {
    const module = fieldOf(raw, "module_name");
    const names = fieldsOf(raw, "name").map((name) => importedName(name, to));
    if (childOf(raw, "wildcard_import")) names.push({ imported: "*", local: "*" });
    return make.imported(raw, { module: module ? to.textOf(module) : "", names });
  },
};

const NO_LOOP = {
  isAsync: false,
  target: undefined,
  source: undefined,
  init: undefined,
  test: undefined,
  update: undefined,
  otherwise: undefined,
};

function elseOf(raw: Raw): Raw | undefined {
  const clause = fieldOf(raw, "alternative") ?? childOf(raw, "else_clause");
  return clause && fieldOf(clause, "body");
}

/** `elif` and `else` as nested alternatives. */
function chain(raw: Raw, alternatives: readonly Raw[], to: Lowering): Node {
  const [next, ...rest] = alternatives;
  const otherwise =
    next === undefined
      ? undefined
      : next.type === "elif_clause"
        ? chain(next, rest, to)
        : to.optional(fieldOf(next, "body"));
  return make.when(raw, {
    test: to.optional(fieldOf(raw, "condition")) ?? make.name(raw, ""),
    consequent: blockOf(raw, fieldOf(raw, "consequence"), to),
    otherwise,
  });
}

function handler(raw: Raw, to: Lowering): CatchNode {
  const values = fieldsOf(raw, "value");
  const [value] = values;
  const alias =
    fieldOf(raw, "alias") ?? (value?.type === "as_pattern" ? fieldOf(value, "alias") : undefined);
  const caught = value?.type === "as_pattern" ? value.children[0] : value;
  const inside =
    caught?.type === "tuple" ? caught.children : caught ? [caught, ...values.slice(1)] : [];
  const body = childOf(raw, "block");
  return make.caught(raw, {
    binding: alias && to.textOf(alias),
    types: to.all(inside),
    isGroup: raw.tokens.includes("except*") || raw.tokens.includes("*"),
    body: make.block(body ?? raw, body ? to.all(body.children) : []),
  });
}

function withItem(raw: Raw, to: Lowering) {
  const value = fieldOf(raw, "value") ?? raw;
  if (value.type !== "as_pattern") return { context: to.node(value), target: undefined };
  const target = fieldOf(value, "alias");
  const context = value.children[0];
  return {
    context: context ? to.node(context) : make.name(raw, ""),
    target: to.optional(target?.children[0] ?? target),
  };
}

/** `import a.b` binds `a`; `import a.b as c` binds `c` to the module `a.b`. */
function moduleImport(raw: Raw, to: Lowering): Node {
  const name = fieldOf(raw, "name");
  const alias = fieldOf(raw, "alias");
  if (name !== undefined && alias !== undefined) {
    const names = [{ imported: "*", local: to.textOf(alias) }];
    return make.imported(raw, { module: to.textOf(name), names });
  }
  const [top = ""] = to.textOf(raw).split(".");
  return make.imported(raw, { module: top, names: [{ imported: "*", local: top }] });
}

function importedName(raw: Raw, to: Lowering): ImportedName {
  const name = fieldOf(raw, "name");
  const alias = fieldOf(raw, "alias");
  if (name !== undefined && alias !== undefined) {
    return { imported: to.textOf(name), local: to.textOf(alias) };
  }
  return { imported: to.textOf(raw), local: to.textOf(raw) };
}
