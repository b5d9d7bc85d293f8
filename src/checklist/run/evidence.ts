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
  for (const kind of byCalls(file)) found.add(kind);
  for (const fn of file.all("function")) {
    if (fn.params.some(({ name }) => name === "benchmark")) found.add("load-test");
    if (tellsItsState(fn)) found.add("metrics");
  }
  return [...found];
}

function* byCalls(file: SourceFile): Generator<Evidence> {
  if (file.callsOf(/^(?:vitest|tinybench)\.(?:bench|Bench)$/).length > 0) yield "load-test";
  if (file.callsOf(MEASURES).length > 0) yield "metrics";
  if (file.callsOf(/^msw\.HttpResponse\.error$/).length > 0) yield "failure-injection";
  if (file.callsNamed(FAILS_ON_PURPOSE).some(isMethod)) yield "failure-injection";
  if (file.text.includes("side_effect") && file.all("call").some((call) => raises(file, call))) {
    yield "failure-injection";
  }
  if (file.callsNamed(METRIC_CALL).some(isOnClient)) yield "metrics";
}

const isMethod = ({ callee }: CallNode): boolean => callee.kind === "member";

const raises = (file: SourceFile, { args }: CallNode): boolean =>
  args.some(({ name, value }) => name === "side_effect" && isError(file, value));

function isOnClient({ callee }: CallNode): boolean {
  if (callee.kind !== "member") return false;
  const { object } = callee;
  const client = object.kind === "name" ? object.name : object.kind === "member" && object.property;
  return typeof client === "string" && METRIC_CLIENT.test(client);
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
