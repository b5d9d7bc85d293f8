import { changesIn } from "../facts/changes.js";
import { isSerialised } from "../facts/serialised.js";
import type { Finding } from "../finding.js";
import { ancestors, below, functionOf } from "../ir/ancestors.js";
import type { CallNode, FunctionNode } from "../ir/expression.js";
import { firstPause } from "../ir/flow.js";
import { dotted } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import { lastName } from "../ir/names.js";
import { usage } from "../ir/usage.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

const RENEWS =
  /^_?(?:try_?|do_?|force_?)?(?:refresh|renew|re_?auth|re_?login|re_?authenticate|re_?authorize)/i;
/** What a refused request looks like. */
const REFUSED = new RegExp(
  "40[13]\\b|unauthori[sz]ed|forbidden|expired|unknown_?token|invalid_?(?:token|grant|session)|" +
    "auth\\w*error",
  "i",
);

export const refreshHerd: Rule = {
  name: "refresh-herd",
  item: 6,
  languages: ["typescript", "python"],
  level: "fail",
  confidence: "medium",
  check(file, project) {
    const inInterceptors = file.callsNamed(/^use$/).flatMap((call) => inInterceptor(file, call));
    const renewals = file.callsNamed(RENEWS).flatMap((call) => {
      if (!RENEWS.test(lastName(call.callee)) || usage(call).kind !== "awaited") return [];
      if (!isAnswerToRefusal(file, call) || isSerialised(file, call)) return [];
      const target = project.target(file, call);
      if (target === undefined || !target.fn.isAsync || isShared(target.file, target.fn)) return [];
      const name = file.source(call.callee);
      return [
        {
          node: call,
          message:
            `every request that is refused at the same time calls \`${name}\` by itself: the ` +
            "refreshes race, and the last answer is not the last one that counts",
          fix: `keep the promise or task of one \`${name}\` while it runs and await that`,
          // What the classes that fill it in do, they may do one at a time.
          ...(isAbstract(target.fn) && { level: "review" as const }),
        },
      ];
    });
    return [...inInterceptors, ...renewals];
  },
};

/** `interceptors.response.use(ok, async (error) => …)` that asks for a new token by itself. */
function inInterceptor(file: SourceFile, { callee, args }: CallNode): Finding[] {
  const refused = args[1]?.value;
  if (dotted(callee)?.endsWith("interceptors.response.use") !== true) return [];
  if (refused?.kind !== "function" || !refused.isAsync) return [];
  if (/refreshing|promise|queue|subscribers|lock|mutex/i.test(file.source(refused))) return [];
  const ask = [...below(refused.body)].find(
    (node): node is CallNode =>
      node.kind === "call" &&
      usage(node).kind === "awaited" &&
      /refresh|renew/i.test(file.source(node)) &&
      isAnswerToRefusal(file, node),
  );
  if (ask === undefined) return [];
  return [
    {
      node: ask,
      message:
        "every request that is refused at the same time asks for a new token by itself: the " +
        "first makes the refresh token of the others worthless",
      fix: "keep the promise of the one refresh that runs, and await that",
    },
  ];
}

/** In a handler, or under a test, of a status or error that says so. */
function isAnswerToRefusal(file: SourceFile, call: CallNode): boolean {
  for (const around of ancestors(call)) {
    if (around.kind === "function") return false;
    if (around.kind === "if" && REFUSED.test(file.source(around.test))) return true;
    if (around.kind === "catch" && around.types.some((type) => REFUSED.test(file.source(type)))) {
      return true;
    }
  }
  return false;
}

const isAbstract = ({ decorators }: FunctionNode): boolean =>
  decorators.some((decorator) => /(?:^|\.)abstractmethod$/.test(dotted(decorator) ?? ""));

const ONE_AT_A_TIME = /lock|mutex|exclusive|once|dedup|single_?flight/i;

/** One refresh at a time: under a lock, or the promise of a running one is kept and looked at. */
function isShared(file: SourceFile, fn: FunctionNode): boolean {
  if (isSerialised(file, fn.body)) return true;
  const locks = [...below(fn.body, true)].some(
    (node: Node) =>
      (node.kind === "with" || node.kind === "call") && ONE_AT_A_TIME.test(headOf(file, node)),
  );
  const first = firstPause(fn);
  const keeps = changesIn(file, fn).some(
    ({ node, change }) => (change === "sets" || change === "fills") && node.order < first,
  );
  return locks || keeps || functionOf(fn) !== undefined;
}

const headOf = (file: SourceFile, node: Node): string =>
  node.kind === "call"
    ? file.source(node.callee)
    : node.kind === "with"
      ? node.items.map(({ context }) => file.source(context)).join(" ")
      : "";
