import { PYTHON_WAITERS, TYPESCRIPT_WAITERS, VERB, type Waiter } from "../facts/waiters.js";
import { inTests } from "../facts/in-proofs.js";
import type { Finding } from "../finding.js";
import { ancestors, functionOf } from "../ir/ancestors.js";
import type { CallNode } from "../ir/expression.js";
import { dotted } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import { argument, option } from "../ir/options.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

/** Clients that have a limit of their own until it is taken away. */
const UNLIMITED = new RegExp(
  `^(?:httpx\\.(?:(?:AsyncClient|Client)(?:\\(\\)\\.${VERB})?|${VERB})|` +
    `aiohttp\\.ClientSession(?:\\(\\)\\.${VERB})?)$`,
);

export const missingTimeout: Rule = {
  name: "missing-timeout",
  item: 8,
  languages: ["typescript", "python"],
  level: "fail",
  confidence: "high",
  check(file) {
    const waiters = file.language === "python" ? PYTHON_WAITERS : TYPESCRIPT_WAITERS;
    const mayWait = (meaning: string) =>
      waiters.some((one) => one.call.test(meaning)) ||
      meaning === "asyncio.wait_for" ||
      UNLIMITED.test(meaning);
    const unread = file.language === "python" ? setOnSessions(file) : [];
    const calls = file.callsOf({ test: mayWait }).flatMap((call) => {
      const meaning = file.meaning(call.callee);
      if (meaning === undefined) return [];
      const waiter = waiters.find((one) => one.call.test(meaning));
      if (waiter !== undefined) return judge(file, call, waiter);
      if (meaning === "asyncio.wait_for") return judgeWaitFor(file, call);
      return UNLIMITED.test(meaning) ? judgeUnlimited(file, call) : [];
    });
    return [...unread, ...calls];
  },
};

/** `session.timeout = 5`: requests has no such attribute, and nobody reads it. */
const setOnSessions = (file: SourceFile): Finding[] =>
  file.all("assign").flatMap((node) => {
    const { target } = node;
    if (target.kind !== "member" || target.property !== "timeout") return [];
    if (!/^requests\.(?:sessions\.)?[sS]ession\(\)$/.test(file.meaning(target.object) ?? ""))
      return [];
    const name = file.source(target.object);
    return [
      {
        node,
        message: `requests never reads \`${name}.timeout\`: its requests still wait for ever`,
        fix: `pass \`timeout=seconds\` to every request of \`${name}\``,
      },
    ];
  });

function judge(file: SourceFile, call: CallNode, waiter: Waiter): Finding[] {
  const given = option(file, call, waiter.options, waiter.at ?? optionsOf(call));
  const positional = waiter.position === undefined ? undefined : argument(call, waiter.position);
  const isPassed = given.is === "unknown";
  if ((isPassed && !isNeverPassed(file, call)) || positional !== undefined) return [];
  if (given.is === "given" && !isNone(given.value)) return [];
  if (isBounded(call) || hasClientTimeout(file, call) || setsTimer(file, call)) return [];
  const name = file.source(call.callee);
  return [
    {
      node: call,
      message: `\`${name}\` has no timeout: a peer that never answers holds this call for ever`,
      fix: waiter.fix,
      ...(waiter.confidence && { level: "review" as const, confidence: waiter.confidence }),
      ...(isPassed && { level: "review" as const, confidence: "low" as const }),
      ...inTests(file),
    },
  ];
}

/** `**kwargs` of the function around, which nobody in this file gives a timeout. */
function isNeverPassed(file: SourceFile, call: CallNode): boolean {
  const fn = functionOf(call);
  const given = call.args.filter(({ spread }) => spread === "keyword");
  if (fn?.name === undefined || given.length === 0) return false;
  const arePassedOn = given.every(
    ({ value }) => value.kind === "name" && file.binding(value)?.kind === "parameter",
  );
  const name = new RegExp(`^${fn.name}$`);
  if (!arePassedOn || /["']timeout["']|\btimeout\s*=/.test(file.source(fn))) return false;
  const calls = file.callsNamed(name).filter((one) => file.target(one) === fn);
  return (
    calls.length > 0 &&
    calls.every(({ args }) => args.every((one) => one.name !== "timeout" && !one.spread))
  );
}

/** Of `http.request(url, options, listener)` any part may be left out. */
function optionsOf({ args }: CallNode): number {
  const last = args.findLastIndex(
    ({ value }) =>
      value.kind !== "function" && !(value.kind === "name" && /ur[il]$/i.test(value.name)),
  );
  return last < 0 ? args.length : last;
}

function judgeUnlimited(file: SourceFile, call: CallNode): Finding[] {
  const given = option(file, call, ["timeout"]);
  if (given.is !== "given" || !isNone(given.value) || isBounded(call)) return [];
  const name = file.source(call.callee);
  return [
    {
      node: call,
      message: `\`${name}\` switches its timeout off: a silent peer holds it for ever`,
      fix: "pass a number of seconds instead of None",
    },
  ];
}

/** `wait_for(work, None)` is a plain await. */
function judgeWaitFor(file: SourceFile, call: CallNode): Finding[] {
  const given = argument(call, 1, "timeout");
  if (given === undefined || file.source(given) !== "None" || isBounded(call)) return [];
  return [
    {
      node: call,
      message: "`asyncio.wait_for` with None waits for ever",
      fix: "pass a number of seconds instead of None",
      // Whoever writes it down so plainly mostly waits for work of his own, of any length.
      level: "review",
      confidence: "medium",
    },
  ];
}

const isNone = (node: Node): boolean =>
  (node.kind === "literal" && (node.value === null || node.value === 0)) ||
  (node.kind === "name" && node.name === "undefined");

/** Inside `asyncio.timeout`, `wait_for` or a race against a timer, the wait ends anyway. */
function isBounded(call: CallNode): boolean {
  for (const around of ancestors(call)) {
    if (around.kind === "with") {
      const bounds = around.items.some(({ context }) =>
        /timeout|fail_after|move_on/.test(dotted(context) ?? ""),
      );
      if (bounds) return true;
    }
    if (
      around.kind === "call" &&
      /wait_for|race|timeout|deadline/i.test(dotted(around.callee) ?? "")
    ) {
      return true;
    }
    if (around.kind === "function" && around.method !== undefined) return false;
  }
  return false;
}

/** `request.setTimeout(ms)` or a "timeout" listener beside the request of node:http. */
function setsTimer(file: SourceFile, call: CallNode): boolean {
  if (!/^node:https?\./.test(file.meaning(call.callee) ?? "")) return false;
  const around = functionOf(call);
  return /\.setTimeout\(|["']timeout["']/.test(around ? file.source(around) : file.text);
}

/** `axios.create({ timeout })`, or defaults that are set in this file. */
function hasClientTimeout(file: SourceFile, call: CallNode): boolean {
  const meaning = file.meaning(call.callee) ?? "";
  if (!/^(?:axios|got)\b/.test(meaning)) return false;
  const made = file.all("call").some((other) => {
    const path = file.meaning(other.callee);
    return (
      (path === "axios.create" || path === "got.extend") &&
      option(file, other, ["timeout", "signal"]).is !== "missing"
    );
  });
  return made || /\bdefaults\.timeout\s*=/.test(file.text);
}
