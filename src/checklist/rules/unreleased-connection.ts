import { leakBetween } from "../facts/release-paths.js";
import type { Finding } from "../finding.js";
import { below, functionOf } from "../ir/ancestors.js";
import type { CallNode, FunctionNode, NameNode } from "../ir/expression.js";
import { dotted, lockIn } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import type { Binding } from "../ir/scope.js";
import type { SourceFile } from "../ir/source-file.js";
import { usage } from "../ir/usage.js";
import type { Rule } from "../rule.js";

export const unreleasedConnection: Rule = {
  name: "unreleased-connection",
  item: 11,
  languages: ["typescript", "python"],
  level: "fail",
  confidence: "high",
  check(file) {
    return file.callsNamed(TAKES).flatMap((call) => {
      const fn = functionOf(call);
      if (fn === undefined || !takesOne(file, call)) return [];
      const used = goesTo(call);
      if (used.kind === "object") return usedInPassing(file, call, used.by);
      if (used.kind !== "assigned" || used.by.kind !== "assign") return [];
      const { target } = used.by;
      const binding = target.kind === "name" ? file.binding(target) : undefined;
      if (binding === undefined || !isOwn(binding, fn)) return [];
      return judge(file, call, fn, binding);
    });
  },
};

const TAKES = new RegExp(
  "(?:^|\\.)(?:connect|acquire|acquireConnection|reserve|checkout|raw_connection|" +
    "_?get_?(?:conn|connection|client|query_?runner)|create_?query_?runner)$",
  "i",
);
const LENDER = /(?:pool|engine)s?(?:\(\))?$/i;
const LENDS = /^(?:release|putconn|put_conn|releaseConnection|release_connection)$/;
const GIVES = /^(?:release|putconn|put_conn|releaseConnection|release_connection|destroy)$/;

const text = ({ callee }: CallNode): string => dotted(callee) ?? "";

const takesOne = (file: SourceFile, { callee }: CallNode): boolean =>
  TAKES.test(dotted(callee) ?? "") &&
  !(callee.kind === "member" && lockIn(file, callee.object).length > 0);

/** `await connect()`, `given || connect()`: where the connection itself goes. */
function goesTo(node: Node): ReturnType<typeof usage> {
  const used = usage(node);
  return used.kind === "awaited" ? goesTo(used.by) : used;
}

/** A variable of the function, or a parameter that it fills when nobody gave one. */
const isOwn = ({ kind, scope, declaration }: Binding, fn: FunctionNode): boolean =>
  kind === "variable" ? functionOf(declaration) === fn : kind === "parameter" && scope.node === fn;

/** Only a pool lends: what `client.connect()` answers need not be given back. */
function isLent(file: SourceFile, call: CallNode): boolean {
  const { callee } = call;
  const path = dotted(callee) ?? "";
  if (/query_?runner$/i.test(path)) {
    return /create/i.test(path) || answersOne(file.target(call));
  }
  if (callee.kind !== "member") return false;
  const isPool =
    LENDER.test(dotted(callee.object) ?? "") ||
    file.meaning(callee.object)?.endsWith("Pool()") === true;
  // Some pools hand out connections that all callers share; whoever lends says `release`.
  const lends = /\bpg\b|putconn/.test(file.text) || file.all("call").some(releasesOne);
  return isPool && lends && /connect|acquire|getconn/i.test(callee.property);
}

/** `client.release()`, and not that of a lock. */
const releasesOne = ({ callee }: CallNode): boolean =>
  callee.kind === "member" &&
  LENDS.test(callee.property) &&
  !/lock|mutex|semaphore|permit/i.test(dotted(callee.object) ?? "");

/** An own function that hands out what `createQueryRunner` makes. */
const answersOne = (fn: FunctionNode | undefined): boolean =>
  fn !== undefined &&
  [...below(fn.body)].some(
    (node) =>
      node.kind === "call" &&
      /create_?query_?runner$/i.test(dotted(node.callee) ?? "") &&
      usage(node).kind === "returned",
  );

/** `(await pool.connect()).query(…)`: nobody has the connection any more to release it. */
function usedInPassing(file: SourceFile, call: CallNode, by: Node): Finding[] {
  const isUsed = by.kind === "member" && by.parent?.kind === "call" && by.parent.callee === by;
  if (!isUsed || !isLent(file, call) || file.language === "python") return [];
  if (/^(?:then|catch|finally|release|close|destroy|pipe)$/.test(by.property)) return [];
  return [
    {
      node: call,
      message:
        `the connection that \`${file.source(call.callee)}\` takes is never given back: ` +
        "each call costs the pool one, until nobody gets any",
      fix: "keep it in a variable, and release it in `finally`",
    },
  ];
}

function judge(file: SourceFile, call: CallNode, fn: FunctionNode, binding: Binding): Finding[] {
  const releases = [...below(fn.body, true)].filter(
    (node): node is CallNode =>
      node.kind === "call" && node.order > call.order && givesBack(file, node, binding),
  );
  const { name } = binding;
  if (releases.length === 0) {
    const isPromise = usage(call).kind !== "awaited" && !/runner|getconn$/i.test(text(call));
    if (
      binding.kind === "parameter" ||
      isPromise ||
      !isLent(file, call) ||
      binding.references.some((one) => isGivenAway(one, fn))
    )
      return [];
    return [
      {
        node: call,
        message:
          `\`${name}\` is never released: each call costs the pool one connection, ` +
          "until nobody gets any",
        fix: `release \`${name}\` in \`finally\``,
      },
    ];
  }
  const leak = leakBetween(call, releases, fn, name);
  if (leak === undefined) return [];
  const { line } = file.position(leak.start);
  return [
    {
      node: call,
      message:
        `when line ${line} ${leak.kind === "return" ? "returns" : "throws"}, \`${name}\` is not ` +
        "released: each time costs the pool one connection, until nobody gets any",
      fix: `put what uses \`${name}\` in \`try\`, and its release in \`finally\``,
      ...(leak.kind === "call" && { confidence: "medium" as const, level: "review" as const }),
    },
  ];
}

/** `client.release()` or `pool.release(client)`. */
function givesBack(file: SourceFile, { callee, args }: CallNode, binding: Binding): boolean {
  if (callee.kind !== "member" || !GIVES.test(callee.property)) return false;
  const whose = [callee.object, ...args.map(({ value }) => value)];
  return whose.some((node) => node.kind === "name" && file.binding(node) === binding);
}

/** Returned, kept, handed on, or used by a function that may release it later. */
function isGivenAway(reference: NameNode, fn: FunctionNode): boolean {
  if (functionOf(reference) !== fn) return true;
  const { kind, by } = usage(reference);
  if (kind === "object") {
    return by.kind === "member" && /release|close|end|destroy|\bexit/i.test(by.property);
  }
  return !(kind === "read" || kind === "discarded" || kind === "awaited");
}
