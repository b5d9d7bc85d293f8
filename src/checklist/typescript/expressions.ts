import type { Argument as RawArgument, ObjectProperty, SpreadElement } from "oxc-parser";
import type { Argument, ObjectEntry } from "../ir/expression.js";
import * as make from "../ir/make.js";
import type { Node } from "../ir/node.js";
import { keyOf, named } from "./names.js";
import type { Handlers, Lowering } from "./lowering.js";

/** Operators that mean the same in Python get one spelling. */
const OPERATORS: Record<string, string> = {
  "&&": "and",
  "||": "or",
  "===": "==",
  "!==": "!=",
  "!": "not",
};

const spelled = (operator: string) => OPERATORS[operator] ?? operator;

export const EXPRESSIONS: Handlers = {
  Identifier: (raw) => make.name(raw, raw.name),
  PrivateIdentifier: (raw) => make.name(raw, `#${raw.name}`),
  ThisExpression: (raw) => make.name(raw, "this"),
  Super: (raw) => make.name(raw, "super"),
  Literal: (raw) => make.literal(raw, "bigint" in raw || "regex" in raw ? undefined : raw.value),
  TemplateLiteral: (raw, to) => {
    const text = raw.quasis.map(({ value }) => value.cooked ?? value.raw).join("{}");
    // Without a hole it is a text like any other.
    if (raw.quasis.length === 1) return make.literal(raw, text);
    return make.template(raw, text, to.all("expressions" in raw ? raw.expressions : []));
  },
  TaggedTemplateExpression: (raw, to) =>
    make.call(raw, {
      callee: to.node(raw.tag),
      args: [{ name: undefined, spread: undefined, value: to.node(raw.quasi) }],
      isNew: false,
    }),
  MemberExpression: (raw, to) => {
    const object = to.node(raw.object);
    if (raw.computed) return make.index(raw, object, to.node(raw.property));
    return make.member(raw, object, keyOf(raw.property) ?? "");
  },
  CallExpression: (raw, to) =>
    make.call(raw, { callee: to.node(raw.callee), args: args(raw.arguments, to), isNew: false }),
  NewExpression: (raw, to) =>
    make.call(raw, { callee: to.node(raw.callee), args: args(raw.arguments, to), isNew: true }),
  ImportExpression: (raw, to) =>
    make.call(raw, {
      callee: make.name(raw, "import"),
      args: [{ name: undefined, spread: undefined, value: to.node(raw.source) }],
      isNew: false,
    }),
  AwaitExpression: (raw, to) => make.awaited(raw, to.node(raw.argument)),
  YieldExpression: (raw, to) => make.yielded(raw, to.optional(raw.argument)),
  AssignmentExpression: (raw, to) => {
    const target = to.node(raw.left);
    const value = named(to.node(raw.right), target);
    return make.assign(raw, {
      target,
      operator: raw.operator,
      value,
      declares: undefined,
      annotation: undefined,
    });
  },
  UpdateExpression: (raw, to) =>
    make.assign(raw, {
      target: to.node(raw.argument),
      operator: raw.operator === "++" ? "+=" : "-=",
      value: undefined,
      declares: undefined,
      annotation: undefined,
    }),
  BinaryExpression: (raw, to) =>
    make.binary(raw, spelled(raw.operator), to.node(raw.left), to.node(raw.right)),
  LogicalExpression: (raw, to) =>
    make.binary(raw, spelled(raw.operator), to.node(raw.left), to.node(raw.right)),
  UnaryExpression: (raw, to) => make.unary(raw, spelled(raw.operator), to.node(raw.argument)),
  ConditionalExpression: (raw, to) =>
    make.conditional(raw, {
      test: to.node(raw.test),
      consequent: to.node(raw.consequent),
      otherwise: to.node(raw.alternate),
    }),
  ArrayExpression: (raw, to) => make.list(raw, to.all(raw.elements)),
  ObjectExpression: (raw, to) =>
    make.object(
      raw,
      raw.properties.map((property) => entry(property, to)),
      raw.properties.flatMap((property) =>
        property.type === "Property" && property.computed ? [to.node(property.key)] : [],
      ),
    ),
  SpreadElement: (raw, to) => make.spread(raw, to.node(raw.argument)),
  ArrayPattern: (raw, to) => make.list(raw, to.all(raw.elements)),
  ObjectPattern: (raw, to) =>
    make.object(
      raw,
      raw.properties.map((property) =>
        property.type === "RestElement"
          ? { key: undefined, value: to.node(property.argument), spread: true }
          : {
              key: property.computed ? undefined : keyOf(property.key),
              value: to.node(property.value),
              spread: false,
            },
      ),
    ),
  AssignmentPattern: (raw, to) =>
    make.assign(raw, {
      target: to.node(raw.left),
      operator: "?=",
      value: to.node(raw.right),
      declares: undefined,
      annotation: undefined,
    }),
  RestElement: (raw, to) => make.spread(raw, to.node(raw.argument)),
  ChainExpression: (raw, to) => to.node(raw.expression),
  ParenthesizedExpression: (raw, to) => to.node(raw.expression),
  TSAsExpression: (raw, to) => to.node(raw.expression),
  TSSatisfiesExpression: (raw, to) => to.node(raw.expression),
  TSTypeAssertion: (raw, to) => to.node(raw.expression),
  TSNonNullExpression: (raw, to) => to.node(raw.expression),
  TSInstantiationExpression: (raw, to) => to.node(raw.expression),
};

function args(raws: readonly RawArgument[], to: Lowering): Argument[] {
  return raws.map((raw) =>
    raw.type === "SpreadElement"
      ? { name: undefined, spread: "positional", value: to.node(raw.argument) }
      : { name: undefined, spread: undefined, value: to.node(raw) },
  );
}

function entry(property: ObjectProperty | SpreadElement, to: Lowering): ObjectEntry {
  if (property.type === "SpreadElement") {
    return { key: undefined, value: to.node(property.argument), spread: true };
  }
  const key = property.computed ? undefined : keyOf(property.key);
  const value: Node = to.node(property.value);
  if (value.kind === "function" && key !== undefined) {
    value.name ??= key;
    if (property.kind !== "init") value.method = property.kind;
    else if (property.method) value.method = "method";
  }
  return { key, value, spread: false };
}
