import { transactionAround } from "../facts/orm-reads.js";
import { waitForOthers, waitsForOthersAnywhere } from "../facts/waits-for-others.js";
import type { Finding } from "../finding.js";
import { below, functionOf } from "../ir/ancestors.js";
import type { CallNode } from "../ir/expression.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

export const networkInTransaction: Rule = {
  name: "network-in-transaction",
  item: 10,
  languages: ["typescript", "python"],
  level: "fail",
  confidence: "high",
  check(file) {
    if (!file.mayPause && !waitsForOthersAnywhere(file)) return [];
    if (!MAY_HOLD.test(file.text)) return [];
    return file.all("call").flatMap((call) => {
      const waits = waitForOthers(file, call);
      if (waits === undefined) return [];
      const around = transactionAround(file, call) ?? begun(file, call);
      if (around === undefined) return [];
      return [
        { ...finding(file, call, around), ...(waits === "likely" && { confidence: "medium" }) },
      ];
    });
  },
};

/** What every way to open a transaction has in it. */
const MAY_HOLD = /atomic|begin|ransaction|writer/i;

const BEGIN = /^\s*(?:begin|start\s+transaction)\b/i;
const END = /^\s*(?:commit|rollback|end)\b/i;

/** `client.query("BEGIN")` before it in the function, and the COMMIT after it. */
function begun(file: SourceFile, call: CallNode): Node | undefined {
  const fn = functionOf(call);
  if (fn === undefined || !/\b(?:begin|start transaction)\b/i.test(file.source(fn)))
    return undefined;
  let open: Node | undefined;
  for (const node of below(fn.body)) {
    if (node.kind !== "call") continue;
    const text = firstText(node);
    if (node.order < call.order && BEGIN.test(text)) open = node;
    else if (node.order < call.order && END.test(text) && !inHandler(node)) open = undefined;
  }
  const isEnded = [...below(fn.body)].some(
    (node) =>
      node.kind === "call" &&
      node.order > call.order &&
      END.test(firstText(node)) &&
      !inHandler(node),
  );
  return isEnded ? open : undefined;
}

function firstText({ args }: CallNode): string {
  const value = args[0]?.value;
  return value?.kind === "literal" && typeof value.value === "string" ? value.value : "";
}

function inHandler(node: Node): boolean {
  for (let at = node.parent; at !== undefined && at.kind !== "function"; at = at.parent) {
    if (at.kind === "catch") return true;
  }
  return false;
}

function finding(file: SourceFile, call: CallNode, around: Node): Finding {
  const { line } = file.position(around.start);
  const name = file.source(call.callee);
  return {
    node: call,
    message:
      `the transaction of line ${line} stays open while \`${name}\` waits for somebody else: ` +
      "its row locks and its connection are held for as long as that takes",
    fix:
      `call \`${name}\` before or after the transaction, ` +
      "from an outbox where it must not be lost",
  };
}
