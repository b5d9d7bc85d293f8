import { leakBetween } from "../facts/release-paths.js";
import type { Finding } from "../finding.js";
import { below, functionOf } from "../ir/ancestors.js";
import type { CallNode, FunctionNode } from "../ir/expression.js";
import { asWritten, dotted, lockIn } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import { usage } from "../ir/usage.js";
import type { Rule } from "../rule.js";

export const unreleasedLock: Rule = {
  name: "unreleased-lock",
  item: 12,
  languages: ["typescript", "python"],
  level: "fail",
  confidence: "high",
  check(file) {
    return file.callsNamed(/^(?:acquire|lock)$/).flatMap((call) => {
      const fn = functionOf(call);
      const taken = fn && !holdsForCaller(fn) ? takenBy(file, call) : undefined;
      return taken === undefined || fn === undefined ? [] : (judge(file, call, fn, taken) ?? []);
    });
  },
};

/** Whoever called it releases; a test that fails in between ends with its lock. */
const holdsForCaller = ({ name = "" }: FunctionNode): boolean =>
  /^(?:_*acquire|_*lock$|__a?enter__$|test_)/.test(name);

/** What is taken, and how the code gives it back: `lock.release` or the function it was given. */
interface Taken {
  name: string;
  releases: RegExp;
}

function takenBy(file: SourceFile, call: CallNode): Taken | undefined {
  if (call.callee.kind !== "member" || !/^(?:acquire|lock)$/.test(call.callee.property))
    return undefined;
  const [lock] = lockIn(file, call.callee.object);
  if (lock === undefined) return undefined;
  const used = usage(call);
  const waited = used.kind === "awaited" && used.by ? usage(used.by) : used;
  if (waited.kind === "discarded") {
    return { name: lock.name, releases: new RegExp(`^${escape(lock.name)}\\.(?:release|unlock)$`) };
  }
  if (waited.kind !== "assigned" || waited.by?.kind !== "assign") return undefined;
  if (file.language === "python") return undefined;
  const names = namesIn(waited.by.target);
  const release = names.find((name) => /release|unlock|done|free/i.test(name));
  if (release === undefined) return undefined;
  return { name: lock.name, releases: new RegExp(`^${escape(release)}(?:\\.release)?$`) };
}

const escape = (text: string): string => text.replaceAll(/[.$()[\]]/g, "\\$&");

function namesIn(target: Node): string[] {
  if (target.kind === "name") return [target.name];
  return target.children.flatMap(namesIn);
}

function judge(
  file: SourceFile,
  call: CallNode,
  fn: FunctionNode,
  { name, releases }: Taken,
): Finding | undefined {
  const given = [...below(fn.body, true)].filter(
    (node): node is CallNode =>
      node.kind === "call" && node.order > call.order && releases.test(dotted(node.callee) ?? ""),
  );
  const risk = leakBetween(call, given, fn);
  if (risk === undefined || isHandedOn(call, releases)) return undefined;
  const { line } = file.position(risk.start);
  const written = asWritten(file, name);
  return {
    node: call,
    message:
      `when line ${line} ${risk.kind === "return" ? "returns" : "throws"}, \`${written}\` is ` +
      "never released: whoever wants it next waits for ever",
    fix: `put what follows in \`try\` and the release of \`${written}\` in \`finally\``,
    ...(risk.kind === "call" && { confidence: "medium" as const, level: "review" as const }),
  };
}

/** The release function is given to somebody else, or kept. */
function isHandedOn(call: CallNode, releases: RegExp): boolean {
  const fn = functionOf(call);
  return [...(fn ? below(fn.body, true) : [])].some(
    (node) =>
      node.kind === "name" &&
      releases.test(node.name) &&
      node.parent?.kind !== "call" &&
      node.parent?.kind !== "assign" &&
      node.parent?.kind !== "list",
  );
}
