import type { Finding } from "../finding.js";
import { ancestors } from "../ir/ancestors.js";
import type { CallNode } from "../ir/expression.js";
import { dotted } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import { argument, option } from "../ir/options.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

/** A call that waits for ever unless told otherwise. */
interface Waiter {
  call: RegExp;
  /** Options that bound the wait. */
  options: readonly string[];
  /** Where TypeScript's options object stands. */
  at?: number;
  /** Where a positional timeout stands. */
  position?: number;
  fix: string;
}

const SIGNAL = "pass `signal: AbortSignal.timeout(ms)`";

const TYPESCRIPT: readonly Waiter[] = [
  { call: /^fetch$/, options: ["signal"], at: 1, fix: SIGNAL },
  {
    call: /^(?:node-fetch|cross-fetch)(?:\.fetch)?$/,
    options: ["signal", "timeout"],
    at: 1,
    fix: SIGNAL,
  },
  {
    call: /^undici\.(?:fetch|request|stream)$/,
    options: ["signal", "headersTimeout", "bodyTimeout"],
    at: 1,
    fix: SIGNAL,
  },
  {
    call: /^axios(?:\.create\(\))?\.(?:get|delete|head|options)$/,
    options: ["timeout", "signal"],
    at: 1,
    fix: "pass `timeout: ms` or a signal",
  },
  {
    call: /^axios(?:\.create\(\))?\.(?:post|put|patch)$/,
    options: ["timeout", "signal"],
    at: 2,
    fix: "pass `timeout: ms` or a signal",
  },
  { call: /^axios(?:\.request)?$/, options: ["timeout", "signal"], fix: "pass `timeout: ms`" },
  {
    call: /^got(?:\.\w+)?$/,
    options: ["timeout", "signal"],
    at: 1,
    fix: "pass `timeout: { request: ms }`",
  },
];

const VERB = "(?:get|post|put|patch|delete|head|options|request)";
const PYTHON: readonly Waiter[] = [
  {
    call: new RegExp(`^requests\\.(?:(?:Session|session)\\(\\)\\.)?${VERB}$`),
    options: ["timeout"],
    fix: "pass `timeout=seconds`",
  },
  {
    call: /^urllib\.request\.urlopen$/,
    options: ["timeout"],
    position: 2,
    fix: "pass `timeout=seconds`",
  },
  {
    call: /^socket\.create_connection$/,
    options: ["timeout"],
    position: 1,
    fix: "pass `timeout=seconds`",
  },
  {
    call: /^(?:smtplib\.SMTP(?:_SSL)?|ftplib\.FTP|http\.client\.HTTPS?Connection)$/,
    options: ["timeout"],
    fix: "pass `timeout=seconds`",
  },
];

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
    const waiters = file.language === "python" ? PYTHON : TYPESCRIPT;
    return file.all("call").flatMap((call) => {
      const meaning = file.meaning(call.callee);
      if (meaning === undefined) return [];
      const waiter = waiters.find((one) => one.call.test(meaning));
      if (waiter !== undefined) return judge(file, call, waiter);
      return UNLIMITED.test(meaning) ? judgeUnlimited(file, call) : [];
    });
  },
};

function judge(file: SourceFile, call: CallNode, waiter: Waiter): Finding[] {
  const given = option(file, call, waiter.options, waiter.at);
  const positional = waiter.position === undefined ? undefined : argument(call, waiter.position);
  if (given.is === "unknown" || positional !== undefined) return [];
  if (given.is === "given" && !isNone(given.value)) return [];
  if (isBounded(call) || hasClientTimeout(file, call)) return [];
  const name = file.source(call.callee);
  return [
    {
      node: call,
      message: `\`${name}\` has no timeout: a peer that never answers holds this call for ever`,
      fix: waiter.fix,
    },
  ];
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
