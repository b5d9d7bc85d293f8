import { below, functionOf } from "../ir/ancestors.js";
import type { CallNode, NameNode } from "../ir/expression.js";
import { soleValue } from "../ir/names.js";
import type { Node, TryNode } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

const TAKES = /^_?(?:get|take|acquire|checkout|fetch|borrow|pop)_?(?:free_)?(?:conn(?:ection)?)?$/;
const GIVES_BACK = /^_?(?:release|return|give_back|put|checkin)_?(?:conn(?:ection)?)?$/;
/** Pools that wait for or throw away a connection that was left in the middle of something. */
const TIDY = /^(?:asyncpg|aiomysql|aiopg|psycopg|psycopg_pool|sqlalchemy)\b/;

export const reusedAfterCancel: Rule = {
  name: "reused-after-cancel",
  item: 5,
  languages: ["python"],
  level: "review",
  confidence: "low",
  check(file) {
    return file.all("try").flatMap((node) => {
      if (node.finalizer === undefined || functionOf(node)?.isAsync !== true) return [];
      const back = givenBack(file, node.finalizer);
      const given = back?.args[0]?.value;
      if (
        back === undefined ||
        given?.kind !== "name" ||
        !isUsed(file, node.body, given) ||
        looksAt(file, node)
      )
        return [];
      return [
        {
          node: back,
          message:
            `a cancellation in the middle of an exchange gives \`${given.name}\` back with the ` +
            "answer still unread: the next user reads it as its own",
          fix: `on any BaseException disconnect \`${given.name}\` before it is given back`,
        },
      ];
    });
  },
};

/** The call that hands a connection to a pool from which it was taken. */
function givenBack(file: SourceFile, finalizer: Node): CallNode | undefined {
  for (const call of below(finalizer)) {
    if (call.kind !== "call" || call.callee.kind !== "member") continue;
    const given = call.args[0]?.value;
    if (given?.kind !== "name" || !GIVES_BACK.test(call.callee.property)) continue;
    if (TIDY.test(file.meaning(call.callee) ?? "")) continue;
    if (takenFromPool(soleValue(file.binding(given)))) return call;
  }
  return undefined;
}

function takenFromPool(value: Node | undefined): boolean {
  if (value === undefined) return false;
  return [value, ...below(value)].some(
    (node) =>
      node.kind === "await" &&
      node.value.kind === "call" &&
      node.value.callee.kind === "member" &&
      TAKES.test(node.value.callee.property) &&
      /conn/i.test(node.value.callee.property),
  );
}

const isUsed = (file: SourceFile, body: Node, given: NameNode): boolean =>
  [...below(body)].some(
    (node) => node.kind === "await" && new RegExp(`\\b${given.name}\\b`).test(file.source(node)),
  );

/** A handler for cancellations, or a look at the connection's state before it is given back. */
function looksAt(file: SourceFile, node: TryNode): boolean {
  const handles = node.handlers.some(
    ({ types }) =>
      types.length === 0 || types.some((type) => /BaseException|Cancelled/.test(file.source(type))),
  );
  return handles || [...below(node)].some(isReset);
}

const isReset = (node: Node): node is CallNode =>
  node.kind === "call" &&
  node.callee.kind === "member" &&
  /^(?:reset|close|terminate|invalidate)$/.test(node.callee.property);
