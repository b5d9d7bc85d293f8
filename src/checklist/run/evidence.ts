import { below } from "../ir/ancestors.js";
import type { CallNode, FunctionNode } from "../ir/expression.js";
import type { SourceFile } from "../ir/source-file.js";

/** What answers an item that no look at the code under test can prove. */
export type Evidence = "load-test" | "failure-injection" | "metrics";

/** Where people keep what puts a system under load, or makes its parts fail. */
const LOAD_PATH = new RegExp(
  "(?:^|/)(?:bench(?:mark)?s?|load[-_]?tests?|stress|soak|perf|k6)/|" +
    "\\.(?:bench|load|stress|soak|k6)\\.[cm]?[jt]sx?$|" +
    "(?:^|/)(?:locustfile|(?:bench|benchmark|load_test|stress|soak)_\\w+)\\.py$",
  "i",
);
const FAULT_PATH = /(?:^|[/._-])(?:chaos|fault|faults|fault[-_]injection|simulat(?:ion|or))[/._-]/i;

/** By the last name of what is called. */
const FAILS_ON_PURPOSE =
  /^(?:mockRejected(?:Value|ValueOnce)|replyWithError|abortRequest|rejects|throwsError)$/;
const MEASURES =
  /^node:perf_hooks\.(?:monitorEventLoopDelay|createHistogram|performance\.eventLoopUtilization)$/;
const METRIC_CLIENT = /^(?:statsd|metrics?|meter|stats_client|statsClient|telemetry|dogstatsd)$/i;
const METRIC_CALL =
  /^(?:gauge|histogram|timing|increment|incr|observe|distribution|createHistogram|createCounter)$/;

/** Names of numbers that tell how full or slow something is. */
const STATE_OF_QUEUE = new RegExp(
  "^(?:waiting|queued|queue_?(?:size|depth|length)|pending|in_?flight|active|held|backlog|" +
    "depth|lag)$",
  "i",
);

/** Each kind of evidence that this file gives, once. */
export function evidenceIn(file: SourceFile): Evidence[] {
  const found = new Set<Evidence>();
  if (LOAD_PATH.test(file.path)) found.add("load-test");
  if (FAULT_PATH.test(file.path)) found.add("failure-injection");
  for (const call of file.all("call")) {
    const kind = byCall(file, call);
    if (kind !== undefined) found.add(kind);
  }
  for (const fn of file.all("function")) {
    if (fn.params.some(({ name }) => name === "benchmark")) found.add("load-test");
    if (tellsItsState(fn)) found.add("metrics");
  }
  return [...found];
}

function byCall(file: SourceFile, call: CallNode): Evidence | undefined {
  const { callee, args } = call;
  const meaning = file.meaning(callee) ?? "";
  if (/^(?:vitest|tinybench)\.(?:bench|Bench)$/.test(meaning)) return "load-test";
  if (MEASURES.test(meaning)) return "metrics";
  const raises = args.some(({ name, value }) => name === "side_effect" && isError(file, value));
  if (raises || /^msw\.HttpResponse\.error$/.test(meaning)) return "failure-injection";
  if (callee.kind !== "member") return undefined;
  const { object, property } = callee;
  if (FAILS_ON_PURPOSE.test(property)) return "failure-injection";
  const client = object.kind === "name" ? object.name : object.kind === "member" && object.property;
  return typeof client === "string" && METRIC_CLIENT.test(client) && METRIC_CALL.test(property)
    ? "metrics"
    : undefined;
}

const isError = (file: SourceFile, value: CallNode["callee"]): boolean =>
  /(?:Error|Exception|Timeout)\b/.test(file.source(value));

/** `stats()` that gives out how much waits or runs. */
function tellsItsState(fn: FunctionNode): boolean {
  if (!/^(?:get_?)?(?:stats|statistics|metrics)$/i.test(fn.name ?? "")) return false;
  return [fn.body, ...below(fn.body)].some((node) => {
    if (node.kind === "object") {
      return node.entries.some(({ key }) => key !== undefined && STATE_OF_QUEUE.test(key));
    }
    return node.kind === "call" && node.args.some(({ name }) => STATE_OF_QUEUE.test(name ?? ""));
  });
}
