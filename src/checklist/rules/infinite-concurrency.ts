import { isBounded } from "../facts/inputs.js";
import type { Finding } from "../finding.js";
import type { CallNode } from "../ir/expression.js";
import type { Node } from "../ir/node.js";
import { argument, option } from "../ir/options.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

/** Calls that take a limit and run everything at once without it. */
interface Runner {
  call: RegExp;
  options: readonly string[];
  /** Position of the options, and of the limit itself where it is no option. */
  at?: number;
  position?: number;
  /** Position of what is gone through; without it, the runner takes whatever comes. */
  input?: number;
  /** Whether a call that gives no limit has none. */
  isOpen: boolean;
}

const RUNNERS: readonly Runner[] = [
  { call: /^p-queue$/, options: ["concurrency", "intervalCap"], at: 0, isOpen: true },
  {
    call: /^(?:p-map|p-filter|bluebird\.(?:map|filter))$/,
    options: ["concurrency"],
    at: 2,
    input: 0,
    isOpen: true,
  },
  { call: /^(?:p-all|p-settle)$/, options: ["concurrency"], at: 1, input: 0, isOpen: true },
  {
    call: /^async\.(?:each|eachOf|forEach|map|filter|concat)$/,
    options: [],
    position: 9,
    input: 0,
    isOpen: true,
  },
  { call: /^p-limit$/, options: ["concurrency"], position: 0, isOpen: false },
  { call: /^(?:async-sema|semaphore)(?:\.\w+)?$/, options: [], position: 0, isOpen: false },
  {
    call: /^(?:asyncio|threading|trio|anyio)\.(?:(?:Bounded)?Semaphore|CapacityLimiter)$/,
    options: ["value", "total_tokens"],
    position: 0,
    isOpen: false,
  },
  {
    call: /^concurrent\.futures\.(?:\w+\.)?(?:ThreadPool|ProcessPool)Executor$/,
    options: ["max_workers"],
    position: 0,
    isOpen: false,
  },
  {
    call: /^multiprocessing\.(?:pool\.)?(?:Thread)?Pool$/,
    options: ["processes"],
    position: 0,
    isOpen: false,
  },
  { call: /^aiohttp\.TCPConnector$/, options: ["limit"], isOpen: false },
  { call: /^httpx\.Limits$/, options: ["max_connections"], isOpen: false },
];

export const infiniteConcurrency: Rule = {
  name: "infinite-concurrency",
  item: 2,
  languages: ["typescript", "python"],
  level: "fail",
  confidence: "high",
  check(file) {
    return file
      .callsOf({ test: (meaning) => RUNNERS.some((one) => one.call.test(meaning)) })
      .flatMap((call) => {
        const meaning = file.meaning(call.callee);
        const runner = RUNNERS.find((one) => meaning !== undefined && one.call.test(meaning));
        return runner === undefined ? [] : judge(file, call, runner);
      });
  },
};

/** `to_thread.run_sync(f, limiter=CapacityLimiter(inf))` only keeps out of the shared limit. */
const isForOneCall = (call: CallNode): boolean =>
  call.parent?.kind === "call" &&
  call.parent.args.some(({ name, value }) => name === "limiter" && value === call);

function judge(file: SourceFile, call: CallNode, runner: Runner): Finding[] {
  if (isForOneCall(call)) return [];
  const input = runner.input === undefined ? undefined : argument(call, runner.input);
  if (input !== undefined && isBounded(file, input)) return [];
  const name = file.source(call.callee);
  const limit = limitOf(file, call, runner);
  if (limit === "unknown") return [];
  if (limit === undefined) {
    if (!runner.isOpen) return [];
    return [
      {
        node: call,
        message: `\`${name}\` without a limit runs everything that it is given at once`,
        fix: repair(runner, name),
        ...(input !== undefined && { confidence: "medium" as const }),
      },
    ];
  }
  const length = lengthOf(file, limit);
  if (length !== undefined) {
    if (isBounded(file, length)) return [];
    return [
      {
        node: limit,
        message:
          `a limit of \`${file.source(limit)}\` is as high as there are elements in ` +
          `\`${file.source(length)}\`: everything runs at once`,
        fix: "give a number that the other side can bear, whatever the length of the input",
      },
    ];
  }
  if (!isInfinite(file, limit, runner)) return [];
  return [
    {
      node: limit,
      message: `\`${name}\` with \`${file.source(limit)}\` runs everything it is given at once`,
      fix: "give a number that the other side can bear",
    },
  ];
}

/** The limit that a call gives, `unknown` where it may be in something that cannot be seen. */
function limitOf(file: SourceFile, call: CallNode, runner: Runner): Node | "unknown" | undefined {
  const first = runner.position === undefined ? undefined : argument(call, runner.position);
  if (first !== undefined && first.kind !== "object") return first;
  for (const name of runner.options) {
    const given = option(file, call, [name], runner.at ?? runner.position);
    if (given.is === "unknown") return "unknown";
    if (given.is === "given") return given.value;
  }
  return undefined;
}

/** What `x.length` and `len(x)` are the length of, also as one of the operands of `max`. */
function lengthOf(file: SourceFile, limit: Node): Node | undefined {
  if (limit.kind === "member" && limit.property === "length") return limit.object;
  if (limit.kind !== "call") return undefined;
  const meaning = file.meaning(limit.callee);
  if (meaning === "len") return limit.args[0]?.value;
  if (meaning !== "max" && meaning !== "Math.max") return undefined;
  for (const { value } of limit.args) {
    const found = lengthOf(file, value);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isInfinite(file: SourceFile, limit: Node, { call }: Runner): boolean {
  if (limit.kind === "literal") {
    const isConnector = call.test("aiohttp.TCPConnector") || call.test("httpx.Limits");
    return isConnector && (limit.value === 0 || limit.value === null);
  }
  return /^(?:Infinity|Number\.(?:POSITIVE_INFINITY|MAX_VALUE|MAX_SAFE_INTEGER)|math\.inf)$/.test(
    file.meaning(limit) ?? "",
  );
}

function repair({ call }: Runner, name: string): string {
  if (call.test("async.each")) return `use \`${name}Limit\` with a number`;
  return "pass `{ concurrency: n }` with a number that the other side can bear";
}
