import { comesFrom } from "../facts/origins.js";
import { isSerialised } from "../facts/serialised.js";
import { sqlOf, type SqlText } from "../facts/sql-text.js";
import type { Finding } from "../finding.js";
import { functionOf, isInside } from "../ir/ancestors.js";
import type { CallNode, FunctionNode } from "../ir/expression.js";
import { mayFollow } from "../ir/flow.js";
import type { Node } from "../ir/node.js";
import type { Binding } from "../ir/scope.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

export const staleRowUpdate: Rule = {
  name: "stale-row-update",
  item: 10,
  languages: ["typescript", "python"],
  level: "fail",
  confidence: "high",
  check(file) {
    if (!/\bupdate\s+\S+\s+set\b/i.test(file.text)) return [];
    const statements = file.all("call").flatMap((call) => statementOf(file, call) ?? []);
    return statements.flatMap((update) => judge(file, update, statements) ?? []);
  },
};

interface Statement {
  call: CallNode;
  fn: FunctionNode;
  sql: SqlText;
  kind: "select" | "update";
  table: string;
  /** Of a select the columns it asks for, of an update each `column = value`. */
  columns: string;
  where: string;
}

const SELECT = /^\s*select\s+([\s\S]*?)\sfrom\s+([\w."`{}]+)([\s\S]*)$/i;
const UPDATE =
  /^\s*update\s+(?:only\s+)?([\w."`{}]+)\s+(?:as\s+\w+\s+)?set\s+([\s\S]*?)(\swhere\s[\s\S]*)?$/i;
/** Ways to keep others out, or to notice them. */
const GUARDED = new RegExp(
  "for\\s+(?:no\\s+key\\s+)?update|serializable|repeatable\\s*read|advisory|isolation|" +
    "begin\\s+(?:immediate|exclusive)|lock\\s+table|with\\s*\\(\\s*updlock",
  "i",
);

function statementOf(file: SourceFile, call: CallNode): Statement | undefined {
  const fn = functionOf(call);
  const sql = fn && sqlOf(file, call);
  if (fn === undefined || sql === undefined) return undefined;
  // `execute(text("…"))` is one statement, and a synchronous driver lets nobody in between.
  if (call.parent?.kind === "call" && sqlOf(file, call.parent) !== undefined) return undefined;
  if (file.language === "typescript" && !fn.isAsync) return undefined;
  const select = SELECT.exec(sql.text);
  if (select !== null) {
    const [, columns = "", table = "", where = ""] = select;
    return { call, fn, sql, kind: "select", table: bare(table), columns, where };
  }
  const update = UPDATE.exec(sql.text);
  if (update === null) return undefined;
  const [, table = "", columns = "", where = ""] = update;
  return { call, fn, sql, kind: "update", table: bare(table), columns, where };
}

const bare = (name: string): string => name.replaceAll(/["`]/g, "").toLowerCase();

function judge(
  file: SourceFile,
  update: Statement,
  statements: readonly Statement[],
): Finding | undefined {
  if (update.kind !== "update" || GUARDED.test(file.source(update.fn))) return undefined;
  if (isSerialised(file, update.call)) return undefined;
  for (const select of statements) {
    if (select.kind !== "select" || select.table !== update.table || select.fn !== update.fn)
      continue;
    if (select.call.order > update.call.order || !mayFollow(select.call, update.call)) continue;
    const kept = keptIn(file, select.call);
    const column = kept && changedFrom(file, select, update, kept);
    if (column !== undefined) return finding(file, select, update, column);
  }
  return undefined;
}

/** The variable that the rows end in, also through `fetchone()`, an index or a pattern. */
function keptIn(file: SourceFile, select: CallNode): Binding | undefined {
  let node: Node = select;
  while (node.parent !== undefined) {
    const by: Node = node.parent;
    if (by.kind === "assign") {
      const [name] = by.target.kind === "name" ? [by.target] : namesIn(by.target);
      return name?.kind === "name" ? file.binding(name) : undefined;
    }
    if (by.kind === "expression") return fetchedLater(file, select);
    if (!/^(?:await|call|member|index|binary|conditional)$/.test(by.kind)) return undefined;
    node = by;
  }
  return undefined;
}

const namesIn = (target: Node): Node[] =>
  target.kind === "name" ? [target] : target.children.flatMap(namesIn);

/** `cursor.execute("SELECT …")`, then `row = cursor.fetchone()`. */
function fetchedLater(file: SourceFile, select: CallNode): Binding | undefined {
  if (select.callee.kind !== "member") return undefined;
  const cursor = file.source(select.callee.object);
  const fetch = file
    .all("call")
    .find(
      ({ callee, order }) =>
        callee.kind === "member" &&
        /^fetch(?:one|all|many|val)?$/.test(callee.property) &&
        order > select.order &&
        file.source(callee.object) === cursor,
    );
  return fetch && keptIn(file, fetch);
}

const PAIR = /["`]?(\w+)["`]?\s*=\s*(\$(\d+)|\?|%s|%\((\w+)\)s|:(\w+)|@(\w+)|\{\})\s*(?:,|$)/g;

/** The first column that the update fills with something computed from what the select read. */
function changedFrom(
  file: SourceFile,
  { columns }: Statement,
  update: Statement,
  kept: Binding,
): string | undefined {
  for (const match of update.columns.matchAll(PAIR)) {
    const [, column = "", , number] = match;
    const isRead = new RegExp(`(?:^|[\\s,.("\`])(?:${column}\\b|\\*\\s*$|\\*,)`, "i").test(columns);
    if (!isRead || new RegExp(`\\b${column}\\b|\\bversion\\b`, "i").test(update.where)) continue;
    const before = update.columns.slice(0, match.index);
    const value = valueOf(update, match[0], Number(number ?? 0), before);
    if (value !== undefined && computes(file, value, kept, column)) return column;
  }
  return undefined;
}

/** What is given for a placeholder. */
function valueOf(
  { call, sql }: Statement,
  pair: string,
  number: number,
  before: string,
): Node | undefined {
  const places = (text: string): number => (text.match(/\?|%s|\{\}/g) ?? []).length;
  if (pair.includes("{}")) return sql.holes[places(before)];
  const at = call.args.findIndex(({ value }) => value === sql.node || isInside(sql.node, value));
  const rest = call.args.slice(at + 1).map(({ value }) => value);
  const name = /[:@(](\w+)/.exec(pair.slice(pair.indexOf("=")))?.[1];
  const [first] = rest;
  if (name !== undefined) {
    return first?.kind === "object"
      ? first.entries.find(({ key }) => key === name)?.value
      : undefined;
  }
  const place = number > 0 ? number - 1 : places(before);
  return first?.kind === "list" ? first.elements[place] : rest[place];
}

/** Arithmetic or another change of the value that was read, not a mere copy of another field. */
function computes(file: SourceFile, value: Node, kept: Binding, column: string): boolean {
  if (!comesFrom(file, value, kept)) return false;
  const written = expanded(file, value, 0);
  return (
    /[-+*/|&%]|\?|concat|push|merge|json|\.\.\.|\bif\b/i.test(written) &&
    new RegExp(`\\b${column}\\b|\\[\\d\\]|${kept.name}`, "i").test(written)
  );
}

/** The source of a value with that of the variables in it. */
function expanded(file: SourceFile, node: Node, depth: number): string {
  const own = file.source(node);
  const names = node.kind === "name" ? [node] : namesIn(node);
  if (depth > 2) return own;
  const values = names.flatMap((name) =>
    name.kind === "name" ? (file.binding(name)?.writes ?? []).map(({ value }) => value) : [],
  );
  return [
    own,
    ...values.flatMap((value) =>
      value && value.kind !== "call" && value.kind !== "await"
        ? [expanded(file, value, depth + 1)]
        : [],
    ),
  ].join(" ");
}

function finding(file: SourceFile, select: Statement, update: Statement, column: string): Finding {
  const { line } = file.position(update.call.start);
  return {
    node: select.call,
    message:
      `\`${column}\` of \`${select.table}\` is read here and written back on line ${line}: what ` +
      "another transaction writes in between is lost",
    fix:
      `let the database compute it (\`SET ${column} = ${column} + …\`), or read with ` +
      "`FOR UPDATE` in the same transaction",
  };
}
