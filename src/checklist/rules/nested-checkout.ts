import { ownTarget } from "../facts/held-locks.js";
import type { Finding } from "../finding.js";
import { below, functionOf } from "../ir/ancestors.js";
import type { CallNode, FunctionNode } from "../ir/expression.js";
import { asWritten, dotted } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import { usage } from "../ir/usage.js";
import type { Rule } from "../rule.js";

export const nestedCheckout: Rule = {
  name: "nested-checkout",
  item: 11,
  languages: ["typescript", "python"],
  level: "fail",
  confidence: "high",
  check(file) {
    const found = new Map<Node, Finding>();
    for (const held of [...inTransactions(file), ...inWith(file), ...byHand(file)]) {
      for (const node of held.during) {
        if (node.kind !== "call") continue;
        const again = takesAgain(file, node, held);
        if (again !== undefined) found.set(node, finding(file, node, held, again));
      }
    }
    return [...found.values()];
  },
};

/** A stretch of code that holds a connection of a pool. */
interface Held {
  /** The pool or client as a path. */
  pool: string;
  /** The connection or transaction that is held. */
  name: string;
  by: Node;
  during: readonly Node[];
}

const POOL = /(?:pool|engine|session_?maker|session_?factory|sessionlocal|async_session)$/i;
const TAKES = new RegExp(
  "^(?:connect|acquire|getConnection|get_connection|getconn|connection|reserve|begin|transaction|" +
    "query|execute|executemany|fetch(?:row|val|one|all)?)$",
);

/** `prisma.$transaction(async (tx) => …)`, `knex.transaction(async (trx) => …)`. */
function inTransactions(file: SourceFile): Held[] {
  return file.callsNamed(/^(?:\$?transaction|execute)$/).flatMap((call) => {
    const { callee } = call;
    if (callee.kind !== "member") return [];
    const work = call.args.map(({ value }) => value).find((value) => value.kind === "function");
    const name = work?.kind === "function" && work.isAsync ? work.params[0]?.name : undefined;
    const pool = transactionOf(callee.object, callee.property);
    if (work === undefined || name === undefined || pool === undefined) return [];
    return [{ pool, name, by: call, during: [...below(work, true)] }];
  });
}

function transactionOf(object: Node, property: string): string | undefined {
  if (property === "execute" && object.kind === "call" && object.callee.kind === "member") {
    return transactionOf(object.callee.object, object.callee.property);
  }
  const path = dotted(object);
  return /^\$?transaction$/.test(property) && path !== "this" ? path : undefined;
}

/** `async with pool.acquire() as connection:`. */
function inWith(file: SourceFile): Held[] {
  return file.all("with").flatMap((node) =>
    node.items.flatMap(({ context, target }) => {
      const call = context.kind === "await" ? context.value : context;
      const pool = call.kind === "call" ? lenderOf(file, call) : undefined;
      if (pool === undefined || target?.kind !== "name") return [];
      return [{ pool, name: target.name, by: node, during: [...below(node.body)] }];
    }),
  );
}

/** `const client = await pool.connect()` until its last `release`. */
function byHand(file: SourceFile): Held[] {
  return file.callsNamed({ test: lends }).flatMap((call) => {
    const pool = lenderOf(file, call);
    const fn = functionOf(call);
    const given = usage(call);
    const by = given.kind === "awaited" ? usage(given.by).by : given.by;
    if (pool === undefined || fn === undefined || by?.kind !== "assign") return [];
    if (by.target.kind !== "name") return [];
    const { name } = by.target;
    const release = [...below(fn.body)].findLast(
      (node) =>
        node.kind === "call" &&
        node.callee.kind === "member" &&
        /^(?:release|putconn|close)$/.test(node.callee.property) &&
        (dotted(node.callee.object) === name ||
          node.args.some(({ value }) => dotted(value) === name)),
    );
    if (release === undefined) return [];
    const during = [...below(fn.body)].filter(
      ({ order }) => order > by.order && order < release.order,
    );
    return [{ pool, name, by: call, during }];
  });
}

const LENDS = /^(?:connect|acquire|getConnection|getconn|connection|begin)$/;
const lends = (name: string): boolean => LENDS.test(name) || POOL.test(name);

function lenderOf(file: SourceFile, { callee }: CallNode): string | undefined {
  if (callee.kind === "name") return POOL.test(callee.name) ? callee.name : undefined;
  if (callee.kind !== "member") return undefined;
  const path = dotted(callee.object);
  if (POOL.test(callee.property)) return dotted(callee);
  if (!LENDS.test(callee.property)) return undefined;
  const isPool =
    POOL.test(path ?? "") || /(?:Pool|engine)\(\)$/.test(file.meaning(callee.object) ?? "");
  return isPool ? path : undefined;
}

/** The place that asks the pool once more: this call itself, or one in the function it calls. */
function takesAgain(file: SourceFile, call: CallNode, held: Held): Node | undefined {
  if (mentions(call, held.name)) return undefined;
  if (asks(call, held)) return call;
  if (usage(call).kind !== "awaited" && file.language === "typescript") return undefined;
  const target = ownTarget(file, call);
  if (target === undefined || isOf(target, held)) return undefined;
  return [...below(target.body)].find(
    (node) => node.kind === "call" && asks(node, held) && !isCheckedFor(node),
  );
}

const isOf = (fn: FunctionNode, { during }: Held): boolean => during.includes(fn);

/** `given || pool.connect()` asks only those who brought none. */
const isCheckedFor = (node: Node): boolean =>
  node.parent?.kind === "binary" || node.parent?.kind === "conditional";

function asks(call: CallNode, { pool, by }: Held): boolean {
  const path = dotted(call.callee) ?? "";
  if (call === by) return false;
  if (path === pool) return usage(call).kind === "entered" || usage(call).kind === "awaited";
  if (!path.startsWith(`${pool}.`)) return false;
  const isTaking = TAKES.test(path.slice(pool.length + 1));
  const { kind } = usage(call);
  if (POOL.test(pool)) return isTaking && kind !== "argument";
  return kind === "awaited" || (kind === "returned" && isTaking);
}

const mentions = (call: CallNode, name: string): boolean =>
  [...below(call, true)].some((node) => node.kind === "name" && node.name === name);

function finding(file: SourceFile, node: CallNode, held: Held, again: Node): Finding {
  const pool = asWritten(file, held.pool);
  const { line } = file.position(held.by.start);
  const where = again === node ? "" : ` on line ${file.position(again.start).line}`;
  return {
    node,
    message:
      `\`${held.name}\` (line ${line}) holds a connection of \`${pool}\`, and this asks${where} ` +
      "for a second: once all are lent out, the holders wait for each other for ever",
    fix: `use \`${held.name}\` here`,
  };
}
