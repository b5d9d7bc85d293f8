import type { ImportDeclarationSpecifier } from "oxc-parser";
import * as make from "../ir/make.js";
import type { CatchNode, ImportedName } from "../ir/node.js";
import { annotationOf } from "./definitions.js";
import type { Handlers } from "./lowering.js";
import { boundNames, keyOf, named } from "./names.js";

export const STATEMENTS: Handlers = {
  Program: (raw, to) => make.block(raw, to.all(raw.body)),
  BlockStatement: (raw, to) => make.block(raw, to.all(raw.body)),
  ExpressionStatement: (raw, to) => make.expression(raw, to.node(raw.expression)),
  EmptyStatement: (raw) => make.block(raw, []),
  VariableDeclaration: (raw, to) => {
    const declared = raw.declarations.map((declarator) => {
      const target = to.node(declarator.id);
      const value = to.optional(declarator.init);
      return make.assign(declarator, {
        target,
        operator: "=",
        value: value && named(value, target),
        declares: raw.kind,
        annotation: annotationOf(declarator.id.typeAnnotation, to),
      });
    });
    return declared.length === 1 && declared[0] ? declared[0] : make.other(raw, raw.type, declared);
  },
  IfStatement: (raw, to) =>
    make.when(raw, {
      test: to.node(raw.test),
      consequent: to.node(raw.consequent),
      otherwise: to.optional(raw.alternate),
    }),
  ForStatement: (raw, to) =>
    make.loop(raw, {
      ...NO_LOOP,
      form: "for",
      init: to.optional(raw.init),
      test: to.optional(raw.test),
      update: to.optional(raw.update),
      body: to.node(raw.body),
    }),
  ForOfStatement: (raw, to) =>
    make.loop(raw, {
      ...NO_LOOP,
      form: "each",
      isAsync: raw.await,
      target: to.node(raw.left),
      source: to.node(raw.right),
      body: to.node(raw.body),
    }),
  ForInStatement: (raw, to) =>
    make.loop(raw, {
      ...NO_LOOP,
      form: "each",
      target: to.node(raw.left),
      source: to.node(raw.right),
      body: to.node(raw.body),
    }),
  WhileStatement: (raw, to) =>
    make.loop(raw, {
      ...NO_LOOP,
      form: "while",
      test: to.node(raw.test),
      body: to.node(raw.body),
    }),
  DoWhileStatement: (raw, to) =>
    make.loop(raw, { ...NO_LOOP, form: "do", test: to.node(raw.test), body: to.node(raw.body) }),
  TryStatement: (raw, to) => {
    const handlers = to
      .all([raw.handler])
      .filter((made): made is CatchNode => made.kind === "catch");
    return make.tried(raw, {
      body: to.node(raw.block),
      handlers,
      otherwise: undefined,
      finalizer: to.optional(raw.finalizer),
    });
  },
  CatchClause: (raw, to) => {
    const names = raw.param === null ? [] : boundNames(to.node(raw.param));
    const body = make.block(raw.body, to.all(raw.body.body));
    return make.caught(raw, { binding: names[0], types: [], isGroup: false, body });
  },
  ReturnStatement: (raw, to) => make.returned(raw, to.optional(raw.argument)),
  ThrowStatement: (raw, to) => make.thrown(raw, to.node(raw.argument)),
  BreakStatement: (raw) => make.jump(raw, "break"),
  ContinueStatement: (raw) => make.jump(raw, "continue"),
  LabeledStatement: (raw, to) => to.node(raw.body),
  SwitchStatement: (raw, to) =>
    make.choice(raw, {
      subject: to.node(raw.discriminant),
      cases: raw.cases.map((item) => ({
        tests: to.all([item.test]),
        body: make.block(item, to.all(item.consequent)),
      })),
    }),
  ImportDeclaration: (raw) =>
    make.imported(raw, { module: raw.source.value, names: raw.specifiers.map(importedName) }),
  ExportNamedDeclaration: (raw, to) =>
    to.optional(raw.declaration) ??
    make.exported(raw, {
      module: raw.source?.value,
      names: raw.specifiers.map(({ local, exported }) => ({
        local: keyOf(local) ?? "",
        exported: keyOf(exported) ?? "",
      })),
      value: undefined,
    }),
  ExportAllDeclaration: (raw) =>
    make.exported(raw, {
      module: raw.source.value,
      names: [{ local: "*", exported: raw.exported === null ? "*" : (keyOf(raw.exported) ?? "*") }],
      value: undefined,
    }),
  ExportDefaultDeclaration: (raw, to) => {
    const value = to.node(raw.declaration);
    const local = "name" in value && typeof value.name === "string" ? value.name : "default";
    return make.exported(raw, {
      module: undefined,
      names: [{ local, exported: "default" }],
      value,
    });
  },
  TSModuleDeclaration: (raw, to) => to.optional(raw.body) ?? make.block(raw, []),
  TSModuleBlock: (raw, to) => make.block(raw, to.all(raw.body)),
  TSExportAssignment: (raw, to) => make.expression(raw, to.node(raw.expression)),
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

function importedName(specifier: ImportDeclarationSpecifier): ImportedName {
  const local = specifier.local.name;
  if (specifier.type === "ImportNamespaceSpecifier") return { imported: "*", local };
  if (specifier.type === "ImportDefaultSpecifier") return { imported: "default", local };
  return { imported: keyOf(specifier.imported) ?? local, local };
}
