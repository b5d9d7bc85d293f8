import type {
  AccessorProperty,
  ArrowFunctionExpression,
  Class,
  Function as RawFunction,
  ParamPattern,
  PropertyDefinition,
  TSTypeAnnotation,
} from "oxc-parser";
import type { FunctionNode, Parameter } from "../ir/expression.js";
import * as make from "../ir/make.js";
import type { Node } from "../ir/node.js";
import type { Handlers, Lowering } from "./lowering.js";
import { boundNames, keyOf } from "./names.js";

export const DEFINITIONS: Handlers = {
  FunctionDeclaration: lowerFunction,
  FunctionExpression: lowerFunction,
  ArrowFunctionExpression: lowerFunction,
  TSDeclareFunction: (raw) => make.other(raw, raw.type, []),
  TSEmptyBodyFunctionExpression: (raw) => make.other(raw, raw.type, []),
  ClassDeclaration: lowerClass,
  ClassExpression: lowerClass,
  MethodDefinition: (raw, to) => {
    const method = to.node(raw.value);
    if (method.kind !== "function") return method;
    method.start = raw.start;
    method.name = raw.computed ? undefined : keyOf(raw.key);
    method.method = raw.static ? "static" : raw.kind;
    return method;
  },
  PropertyDefinition: (raw, to) => lowerField(raw, to),
  AccessorProperty: (raw, to) => lowerField(raw, to),
  StaticBlock: (raw, to) => make.block(raw, to.all(raw.body)),
};

/** The annotation as it is written, without its colon. */
export function annotationOf(
  raw: TSTypeAnnotation | null | undefined,
  { text }: Lowering,
): string | undefined {
  return raw ? text.slice(raw.typeAnnotation.start, raw.typeAnnotation.end) : undefined;
}

function lowerFunction(raw: RawFunction | ArrowFunctionExpression, to: Lowering): FunctionNode {
  return make.fn(raw, {
    name: raw.id?.name,
    isAsync: raw.async,
    isGenerator: raw.generator,
    isArrow: raw.type === "ArrowFunctionExpression",
    method: undefined,
    params: raw.params.map((param) => parameter(param, to)),
    decorators: [],
    body: raw.body === null ? make.block(raw, []) : to.node(raw.body),
    returns: annotationOf(raw.returnType, to),
  });
}

function parameter(raw: ParamPattern, to: Lowering): Parameter {
  if (raw.type === "TSParameterProperty") return parameter(raw.parameter, to);
  const [pattern, defaultValue] =
    raw.type === "AssignmentPattern" ? [raw.left, to.node(raw.right)] : [raw, undefined];
  const names = boundNames(to.node(pattern));
  return {
    name: names.length === 1 && pattern.type === "Identifier" ? (names[0] ?? "") : "",
    names,
    annotation: annotationOf(pattern.typeAnnotation, to),
    defaultValue,
    rest: raw.type === "RestElement",
  };
}

function lowerField(raw: PropertyDefinition | AccessorProperty, to: Lowering): Node {
  const value = to.optional(raw.value);
  const key = raw.computed ? undefined : keyOf(raw.key);
  if (value?.kind === "function") value.name ??= key;
  return make.field(raw, {
    name: key ?? "",
    isStatic: raw.static,
    annotation: annotationOf(raw.typeAnnotation, to),
    value,
  });
}

function lowerClass(raw: Class, to: Lowering): Node {
  return make.classed(raw, {
    name: raw.id?.name,
    bases: to.all([raw.superClass]),
    decorators: to.all(raw.decorators.map(({ expression }) => expression)),
    members: [...parameterFields(raw, to), ...to.all(raw.body.body)],
  });
}

/** `constructor(private client: Client)` declares a field. */
function parameterFields(raw: Class, to: Lowering): Node[] {
  return raw.body.body.flatMap((element) => {
    if (element.type !== "MethodDefinition" || element.kind !== "constructor") return [];
    return element.value.params.flatMap((param) => {
      if (param.type !== "TSParameterProperty") return [];
      const { name, annotation } = parameter(param, to);
      return [make.field(param, { name, isStatic: false, annotation, value: undefined })];
    });
  });
}
