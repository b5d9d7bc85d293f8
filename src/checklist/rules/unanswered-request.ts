import type { Finding } from "../finding.js";
import { ancestors, below, classOf, enclosing, functionOf, loopsAround } from "../ir/ancestors.js";
import type { AwaitNode, CallNode, FunctionNode, NameNode } from "../ir/expression.js";
import { asWritten, dotted } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import { isEndless } from "../ir/outcomes.js";
import type { Binding } from "../ir/scope.js";
import type { SourceFile } from "../ir/source-file.js";
import { usage } from "../ir/usage.js";
import type { Rule } from "../rule.js";

export const unansweredRequest: Rule = {
  name: "unanswered-request",
  item: 8,
  languages: ["typescript", "python"],
  level: "review",
  confidence: "medium",
  check(file) {
    if (file.language === "python") {
      return file.all("await").flatMap((node) => inPython(file, node));
    }
    return file.callsOf(/^Promise$/).flatMap((call) => inTypeScript(file, call));
  },
};

/** What puts a question to another process. */
const SENDS = /(?:^|\.|_)(?:\w*send\w*|write\w*|publish\w*|emit|postMessage|request|dispatch)$/i;
/** Whoever speaks of these has an end in mind. */
const ENDS = /time_?out|deadline|call_later|wait_for|expir|\bttl\b|signal|abort/i;
const KEEPS = /^(?:set|push|append|add|put|put_nowait|enqueue|appendleft|setdefault)$/;

function inPython(file: SourceFile, node: AwaitNode): Finding[] {
  const fn = functionOf(node);
  if (fn === undefined) return [];
  if (node.value.kind === "call") return ofAnswer(file, node, node.value, fn);
  if (node.value.kind !== "name") return [];
  const binding = file.binding(node.value);
  const future = binding && madeAs(binding, node);
  if (binding === undefined || future === undefined || !isKept(binding)) return [];
  if (!sendsIn(fn, future.order) || isBounded(file, fn, node)) return [];
  return [finding(file, node, binding.name)];
}

/** `await self.answered.wait()` or `await ws.recv()` after the question was sent. */
function ofAnswer(file: SourceFile, node: AwaitNode, call: CallNode, fn: FunctionNode): Finding[] {
  const path = dotted(call.callee) ?? "";
  if (call.args.length > 0 || !isArrival(file, call, path)) return [];
  const [loop] = loopsAround(node);
  if (loop !== undefined && !(isEndless(loop) && isQuestionBefore(fn, loop))) return [];
  if (loop === undefined && !sendsBefore(fn, node.order)) return [];
  if (isBounded(file, fn, node)) return [];
  return [finding(file, node, asWritten(file, path))];
}

const isArrival = (file: SourceFile, { callee }: CallNode, path: string): boolean =>
  /^asyncio\.(?:Event\(\)\.wait|Queue\(\)\.get)$/.test(file.meaning(callee) ?? "") ||
  /(?:^|\.)_?(?:ws|web_?socket|socket|reader)\.(?:recv|receive(?:_\w+)?|readline)$/i.test(path);

const isQuestionBefore = (fn: FunctionNode, loop: Node): boolean =>
  [...below(loop)].some(({ kind }) => kind === "return") && sendsBefore(fn, loop.start, true);

/** A `write` to a stream is not awaited itself. */
const sendsBefore = (fn: FunctionNode, end: number, byPlace = false): boolean =>
  [...below(fn.body)].some(
    (node) =>
      isSend(node) &&
      (byPlace ? node.start : node.order) < end &&
      (usage(node).kind === "awaited" || /\bwrite$/.test(dotted(node.callee) ?? "")) &&
      !isInBranch(node),
  );

/** The question of another arm is not the one that is waited for. */
const isInBranch = (node: Node): boolean => enclosing(node, "if") !== undefined;

/** The `create_future()` that is the variable's value when it is awaited. */
function madeAs({ writes }: Binding, at: Node): CallNode | undefined {
  const values = writes.map(({ value }) => (value?.kind === "assign" ? value.value : value));
  const made = values.filter(
    (value): value is CallNode =>
      value?.kind === "call" &&
      value.order < at.order &&
      /(?:^|\.)(?:Future|create_future)$/.test(dotted(value.callee) ?? ""),
  );
  return made.length === values.length ? made[0] : undefined;
}

/** Put where another task finds it: `self.waiting[key] = future`, `queue.append(future)`. */
const isKept = ({ references, writes }: Binding): boolean =>
  references.some(isStored) ||
  writes.some(
    ({ by }) => by.kind === "assign" && by.parent?.kind === "assign" && isPlace(by.parent),
  );

const isPlace = (node: Node): boolean =>
  node.kind === "assign" &&
  (node.target.kind === "index" ||
    (node.target.kind === "member" && dotted(node.target)?.startsWith("this.") === true));

function isStored(reference: Node): boolean {
  let at = reference;
  while (at.parent?.kind === "list" || at.parent?.kind === "object") at = at.parent;
  const by = at.parent;
  if (by?.kind === "assign") return by.value === at && isPlace(by);
  if (by?.kind !== "call" || by.callee === at || by.callee.kind !== "member") return false;
  return KEEPS.test(by.callee.property) && !isPromiseSetter(by);
}

/** `future.add_done_callback(…)` is no place. */
const isPromiseSetter = ({ callee }: CallNode): boolean =>
  /(?:^|\.)set_\w+$/.test(dotted(callee) ?? "");

const sendsIn = (fn: FunctionNode, after: number): boolean =>
  [...below(fn.body)].some(
    (node) => node.kind === "call" && node.order > after && SENDS.test(dotted(node.callee) ?? ""),
  );

/** A limit here, or around every call of this function that the file shows. */
function isBounded(file: SourceFile, fn: FunctionNode, node: Node): boolean {
  const outer = [...ancestors(node)].findLast(({ kind }) => kind === "function") ?? fn;
  if (ENDS.test(file.source(outer))) return true;
  const name = fn.name ?? functionOf(fn)?.name;
  return name !== undefined && new RegExp(`wait_for\\([^)]*\\b${name}\\(`).test(file.text);
}

function inTypeScript(file: SourceFile, call: CallNode): Finding[] {
  if (!call.isNew || call.args.length !== 1) return [];
  const executor = call.args[0]?.value;
  if (executor?.kind !== "function") return [];
  const settlers = new Set(executor.params.flatMap(({ names }) => names));
  const kept = [...below(executor.body, true)].find(
    (node): node is NameNode => node.kind === "name" && settlers.has(node.name) && isStored(node),
  );
  const fn = functionOf(call);
  if (kept === undefined || fn === undefined) return [];
  const start = [...below(executor.body, true)].some(isSend);
  if (!start && !sendsIn(fn, 0)) return [];
  const scope = file.source(classOf(call) ?? fn);
  if (ENDS.test(scope) || isBounded(file, fn, call) || isOfOwnWorker(scope)) return [];
  return [finding(file, call, undefined)];
}

/** A worker of this process answers or ends, and its end is heard. */
const isOfOwnWorker = (scope: string): boolean =>
  /\bpostMessage\(/.test(scope) && /["'](?:exit|error)["']|\bonerror\b|\.terminate\(/.test(scope);

const isSend = (node: Node): node is CallNode =>
  node.kind === "call" && SENDS.test(dotted(node.callee) ?? "");

function finding(file: SourceFile, node: Node, name: string | undefined): Finding {
  const what = name === undefined ? "this promise" : `\`${name}\``;
  return {
    node,
    message:
      `when the other side never answers, ${what} is never settled: its caller waits for ever, ` +
      "and its entry stays",
    fix:
      file.language === "python"
        ? `\`await asyncio.wait_for(${name ?? "it"}, seconds)\`, and take the entry out in finally`
        : "reject it after a time, and take its entry out then",
  };
}
