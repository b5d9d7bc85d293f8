import type { Argument, ComprehensionNode, ObjectEntry } from "../ir/expression.js";
import * as make from "../ir/make.js";
import type { Node } from "../ir/node.js";
import { fieldOf, fieldsOf, type Handlers, type Lowering } from "./lowering.js";
import { fixedText, stringValue } from "./strings.js";
import type { Raw } from "./tree.js";

const list = (raw: Raw, to: Lowering): Node => make.list(raw, to.all(raw.children));
const only = (raw: Raw, to: Lowering): Node =>
  raw.children.length === 1 && raw.children[0] ? to.node(raw.children[0]) : list(raw, to);
const spread = (raw: Raw, to: Lowering): Node => make.spread(raw, only(raw, to));

/** A child that the parser could not find stands as an empty name. */
const part = (raw: Raw, field: string, to: Lowering): Node =>
  to.optional(fieldOf(raw, field)) ?? make.name({ start: raw.end, end: raw.end }, "");

export const EXPRESSIONS: Handlers = {
  // `cls` and `self` are found by their position when scopes are built.
  identifier: (raw, to) => make.name(raw, to.textOf(raw)),
  attribute: (raw, to) => {
    const property = fieldOf(raw, "attribute");
    return make.member(raw, part(raw, "object", to), property ? to.textOf(property) : "");
  },
  subscript: (raw, to) => {
    const inside = to.all(fieldsOf(raw, "subscript"));
    const [first] = inside;
    const index = inside.length === 1 && first ? first : make.list(raw, inside);
    return make.index(raw, part(raw, "value", to), index);
  },
  call: (raw, to) => {
    const inside = fieldOf(raw, "arguments");
    const args = inside === undefined ? [] : argumentsOf(inside, to);
    return make.call(raw, { callee: part(raw, "function", to), args, isNew: false });
  },
  await: (raw, to) => make.awaited(raw, only(raw, to)),
  yield: (raw, to) => make.yielded(raw, raw.children.length === 0 ? undefined : only(raw, to)),
  binary_operator: (raw, to) =>
    make.binary(raw, operatorOf(raw, to), part(raw, "left", to), part(raw, "right", to)),
  boolean_operator: (raw, to) =>
    make.binary(raw, raw.tokens[0] ?? "and", part(raw, "left", to), part(raw, "right", to)),
  comparison_operator: comparison,
  not_operator: (raw, to) => make.unary(raw, "not", part(raw, "argument", to)),
  unary_operator: (raw, to) => make.unary(raw, raw.tokens[0] ?? "-", part(raw, "argument", to)),
  conditional_expression: (raw, to) => {
    const [consequent, test, otherwise] = to.all(raw.children);
    if (!consequent || !test || !otherwise) return list(raw, to);
    return make.conditional(raw, { test, consequent, otherwise });
  },
  named_expression: (raw, to) =>
    make.assign(raw, {
      target: part(raw, "name", to),
      operator: "=",
      value: part(raw, "value", to),
      declares: undefined,
      annotation: undefined,
    }),
  parenthesized_expression: only,
  expression_list: list,
  pattern_list: list,
  tuple_pattern: list,
  list_pattern: list,
  list,
  tuple: list,
  set: list,
  list_splat: spread,
  list_splat_pattern: spread,
  parenthesized_list_splat: spread,
  dictionary_splat: spread,
  dictionary: (raw, to) => {
    const pairs = raw.children.filter(({ type }) => type === "pair");
    const keys = pairs.flatMap((pair) => fieldsOf(pair, "key"));
    const computed = keys.filter(({ type }) => type !== "string");
    return make.object(
      raw,
      raw.children.map((child) => entry(child, to)),
      to.all(computed),
    );
  },
  list_comprehension: (raw, to) => comprehension(raw, "list", to),
  set_comprehension: (raw, to) => comprehension(raw, "set", to),
  dictionary_comprehension: (raw, to) => comprehension(raw, "dict", to),
  generator_expression: (raw, to) => comprehension(raw, "generator", to),
  string: (raw, to) => {
    const holes = raw.children.filter(({ type }) => type === "interpolation");
    if (holes.length === 0) return make.literal(raw, stringValue(to.textOf(raw)));
    return make.template(
      raw,
      fixedText(raw, to),
      holes.map((hole) => part(hole, "expression", to)),
    );
  },
  concatenated_string: (raw, to) => {
    const parts = to.all(raw.children);
    const texts = parts.map((made) =>
      made.kind === "template" ? made.text : String(made.kind === "literal" ? made.value : ""),
    );
    const holes = parts.flatMap((made) => (made.kind === "template" ? made.parts : []));
    if (holes.length === 0) return make.literal(raw, texts.join(""));
    return make.template(raw, texts.join(""), holes);
  },
  integer: (raw, to) => make.literal(raw, Number(to.textOf(raw).replaceAll("_", ""))),
  float: (raw, to) => make.literal(raw, Number(to.textOf(raw).replaceAll("_", ""))),
  true: (raw) => make.literal(raw, true),
  false: (raw) => make.literal(raw, false),
  none: (raw) => make.literal(raw, null),
  ellipsis: (raw) => make.literal(raw, undefined),
  // Types are kept as text by what they annotate.
  type: (raw) => make.other(raw, raw.type, []),
};

function operatorOf(raw: Raw, to: Lowering): string {
  const operator = fieldOf(raw, "operator");
  return operator === undefined ? (raw.tokens[0] ?? "") : to.textOf(operator);
}

/** `a < b < c` becomes `(a < b) and (b < c)` without evaluating b twice: b stands in the first. */
function comparison(raw: Raw, to: Lowering): Node {
  const [first, ...rest] = to.all(raw.children);
  if (first === undefined) return list(raw, to);
  return rest.reduce<Node>((left, right, at) => {
    const token = raw.tokens[at] ?? "==";
    const operator = token === "is" ? "==" : token === "is not" ? "!=" : token;
    return make.binary({ start: first.start, end: right.end }, operator, left, right);
  }, first);
}

function argumentsOf(raw: Raw, to: Lowering): Argument[] {
  if (raw.type === "generator_expression") {
    return [{ name: undefined, spread: undefined, value: to.node(raw) }];
  }
  return raw.children.map((child): Argument => {
    switch (child.type) {
      case "keyword_argument": {
        const name = fieldOf(child, "name");
        const value = part(child, "value", to);
        return { name: name && to.textOf(name), spread: undefined, value };
      }
      case "list_splat":
        return { name: undefined, spread: "positional", value: only(child, to) };
      case "dictionary_splat":
        return { name: undefined, spread: "keyword", value: only(child, to) };
      default:
        return { name: undefined, spread: undefined, value: to.node(child) };
    }
  });
}

function entry(raw: Raw, to: Lowering): ObjectEntry {
  if (raw.type !== "pair") return { key: undefined, value: only(raw, to), spread: true };
  const key = to.optional(fieldOf(raw, "key"));
  const text = key?.kind === "literal" && typeof key.value === "string" ? key.value : undefined;
  return { key: text, value: part(raw, "value", to), spread: false };
}

function comprehension(raw: Raw, form: ComprehensionNode["form"], to: Lowering): Node {
  const body = fieldOf(raw, "body");
  const element = body?.type === "pair" ? fieldOf(body, "value") : body;
  return make.comprehension(raw, {
    form,
    element: to.optional(element) ?? make.name(raw, ""),
    clauses: raw.children
      .filter(({ type }) => type === "for_in_clause")
      .map((clause) => ({
        target: part(clause, "left", to),
        source: part(clause, "right", to),
        isAsync: clause.tokens.includes("async"),
      })),
    conditions: raw.children
      .filter(({ type }) => type === "if_clause")
      .map((clause) => only(clause, to)),
  });
}
