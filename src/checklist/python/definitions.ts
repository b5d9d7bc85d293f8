import type { Parameter } from "../ir/expression.js";
import * as make from "../ir/make.js";
import type { Node } from "../ir/node.js";
import { blockOf, childOf, fieldOf, type Handlers, type Lowering } from "./lowering.js";
import type { Raw } from "./tree.js";

export const DEFINITIONS: Handlers = {
  function_definition: lowerFunction,
  lambda: lowerLambda,
  class_definition: lowerClass,
  decorated_definition: (raw, to) => {
    const decorators = raw.children
      .filter(({ type }) => type === "decorator")
      .map((decorator) => to.node(decorator.children[0] ?? decorator));
    const definition = to.optional(fieldOf(raw, "definition"));
    if (definition?.kind !== "function" && definition?.kind !== "class") {
      return make.other(raw, raw.type, [...decorators, definition]);
    }
    const { start, end } = definition;
    return definition.kind === "function"
      ? make.fn({ start, end }, { ...definition, decorators })
      : make.classed({ start, end }, { ...definition, decorators });
  },
};

const nameOf = (raw: Raw, to: Lowering): string | undefined => {
  const name = fieldOf(raw, "name");
  return name && to.textOf(name);
};

function lowerFunction(raw: Raw, to: Lowering): Node {
  const returns = fieldOf(raw, "return_type");
  const body = blockOf(raw, fieldOf(raw, "body"), to);
  return make.fn(raw, {
    name: nameOf(raw, to),
    isAsync: raw.tokens.includes("async"),
    isGenerator: yields(fieldOf(raw, "body")),
    isArrow: false,
    method: undefined,
    params: parameters(fieldOf(raw, "parameters"), to),
    decorators: [],
    body,
    returns: returns && to.textOf(returns),
  });
}

function lowerLambda(raw: Raw, to: Lowering): Node {
  return make.fn(raw, {
    name: undefined,
    isAsync: false,
    isGenerator: false,
    isArrow: true,
    method: undefined,
    params: parameters(fieldOf(raw, "parameters"), to),
    decorators: [],
    body: blockOf(raw, fieldOf(raw, "body"), to),
    returns: undefined,
  });
}

/** Whether a `yield` belongs to this body itself and not to a function inside it. */
function yields(body: Raw | undefined): boolean {
  const open = body === undefined ? [] : [body];
  for (let raw = open.pop(); raw !== undefined; raw = open.pop()) {
    if (raw.type === "yield") return true;
    if (!/^(function_definition|lambda|class_definition)$/.test(raw.type)) {
      open.push(...raw.children);
    }
  }
  return false;
}

function parameters(raw: Raw | undefined, to: Lowering): Parameter[] {
  return (raw?.children ?? [])
    .filter(({ type }) => !type.endsWith("_separator"))
    .map((child) => parameter(child, to));
}

function parameter(raw: Raw, to: Lowering): Parameter {
  const type = fieldOf(raw, "type");
  const inner = fieldOf(raw, "name") ?? (raw.type === "typed_parameter" ? raw.children[0] : raw);
  const splat = inner !== undefined && inner.type.endsWith("_pattern");
  const named = splat ? childOf(inner, "identifier") : inner;
  const name = named === undefined ? "" : to.textOf(named);
  return {
    name,
    names: [name],
    annotation: type && to.textOf(type),
    defaultValue: to.optional(fieldOf(raw, "value")),
    rest: splat,
  };
}

function lowerClass(raw: Raw, to: Lowering): Node {
  const body = to.optional(fieldOf(raw, "body"));
  const bases = fieldOf(raw, "superclasses")?.children ?? [];
  return make.classed(raw, {
    name: nameOf(raw, to),
    bases: to.all(bases.filter(({ type }) => type !== "keyword_argument")),
    decorators: [],
    members: (body?.kind === "block" ? body.body : []).map(memberOf),
  });
}

/** A function in a class body is a method, an assignment to a name a field. */
function memberOf(node: Node): Node {
  if (node.kind === "function") {
    const isStatic = node.decorators.some(
      (decorator) => decorator.kind === "name" && decorator.name === "staticmethod",
    );
    node.method = node.name === "__init__" ? "constructor" : isStatic ? "static" : "method";
    return node;
  }
  const inner = node.kind === "expression" ? node.value : node;
  if (inner.kind !== "assign" || inner.target.kind !== "name") return node;
  return make.field(inner, {
    name: inner.target.name,
    isStatic: true,
    annotation: inner.annotation,
    value: inner.value,
  });
}
