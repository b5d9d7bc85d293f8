import { timeoutScopeOf } from "../facts/timeout-scopes.js";
import type { Finding } from "../finding.js";
import { enclosing, functionOf } from "../ir/ancestors.js";
import type { CallNode, NameNode } from "../ir/expression.js";
import type { Node } from "../ir/node.js";
import { argument, option } from "../ir/options.js";
import type { SourceFile } from "../ir/source-file.js";
import { usage } from "../ir/usage.js";
import type { Rule } from "../rule.js";

const WAITS = /^(?:communicate|wait)$/;
const STARTED = /^(?:asyncio\.create_subprocess_(?:exec|shell)|subprocess\.Popen)\(\)$/;
const KILLS = /\.(?:kill|terminate|send_signal|killpg|kill_tree)\(|\bkill\w*\(|terminate\w*\(/;

export const orphanedProcess: Rule = {
  name: "orphaned-process",
  item: 5,
  languages: ["python"],
  level: "fail",
  confidence: "high",
  check(file) {
    if (!/create_subprocess|Popen\(/.test(file.text) || !/time_?out|wait_for/.test(file.text)) {
      return [];
    }
    return file.callsNamed(WAITS).flatMap((call) => {
      const process = waitedFor(file, call);
      const fn = functionOf(call);
      if (process === undefined || fn === undefined || KILLS.test(file.source(fn))) return [];
      if (!isLimited(file, call) || isShared(file, process)) return [];
      return [finding(call, process)];
    });
  },
};

/** The process that a call waits for, when this function started it. */
function waitedFor(file: SourceFile, { callee }: CallNode): NameNode | undefined {
  if (callee.kind !== "member") return undefined;
  const { object } = callee;
  return object.kind === "name" && STARTED.test(file.meaning(object) ?? "") ? object : undefined;
}

/** Inside `wait_for`, a timeout scope, or with Popen's own timeout. */
function isLimited(file: SourceFile, call: CallNode): boolean {
  if (option(file, call, ["timeout"]).is === "given") return true;
  const { kind, by } = usage(call);
  if (kind === "argument" && by.kind === "call") {
    return file.meaning(by.callee) === "asyncio.wait_for" && argument(by, 0) === call;
  }
  for (let at: Node | undefined = call; at !== undefined;) {
    const scope: Extract<Node, { kind: "with" }> | undefined = enclosing(at, "with");
    if (scope !== undefined && timeoutScopeOf(file, scope) !== undefined) return true;
    at = scope;
  }
  return false;
}

/** Handed to somebody who may end it, or given back. */
const isShared = (file: SourceFile, name: NameNode): boolean =>
  (file.binding(name)?.references ?? []).some((one) => {
    const { kind } = usage(one);
    return kind === "returned" || kind === "argument" || kind === "assigned" || kind === "element";
  });

function finding(call: CallNode, { name }: NameNode): Finding {
  return {
    node: call,
    message:
      `when the time is over, the wait ends and the process of \`${name}\` does not: it goes on ` +
      "with nobody to read its output or to collect it",
    fix: `in the handler \`${name}.kill()\`, and wait for it once more`,
  };
}
