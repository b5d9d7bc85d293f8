import { below, functionOf } from "../ir/ancestors.js";
import type { CallNode, FunctionNode } from "../ir/expression.js";
import { soleValue } from "../ir/names.js";
import type { LoopNode, Node } from "../ir/node.js";
import { usage } from "../ir/usage.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

const TOOL_CALLS =
  /(?:tool|function)_?(?:calls?|uses?|requests?|invocations?|(?:use_?)?blocks?)(?:_?list)?s?$/i;
/** What a model's answer calls such a part. */
const TOOL_PART = /["'](?:tool_use|tool_call|tool-call|function_call|functionCall)["']/;
const RUNS = /exec|run|invoke|call|handle|process|dispatch|perform|tool|apply/i;
const WAITS_FOR_ALL = new RegExp(
  "^(?:Promise\\.(?:all|allSettled)|asyncio\\.(?:gather|wait|as_completed)|" +
    "concurrent\\.futures\\.(?:wait|as_completed))$",
);
/** The type of a parameter that holds them. */
const TOOL_CALL_TYPE = /Tool_?(?:Call|Use|Invocation|Request)/;
/** Words of code that tells calls apart before it runs them together. */
const TELLS_APART = new RegExp(
  "read_?only|mutat|destructive|side_?effect|_?is_?safe|parallel_?safe|" +
    "concurren\\w*_?safe|exclusive|sequential|serial|stateful|conflict|classif|" +
    "\\block\\b|can_?(?:run_?)?(?:in_?)?parallel|idempotent",
  "i",
);

export const unclassifiedToolCalls: Rule = {
  name: "unclassified-tool-calls",
  item: 13,
  languages: ["typescript", "python"],
  level: "review",
  confidence: "high",
  check(file) {
    const found = [
      ...file.callsNamed(/^map$/).flatMap((call) => mapped(file, call)),
      ...file.all("comprehension").flatMap((node) => {
        const clause = node.clauses.find(({ source }) => areToolCalls(file, source));
        if (clause === undefined || !runsATool(file, node.element)) return [];
        return isSubmit(node.element) || isWaitedFor(file, node) ? [node] : [];
      }),
      ...file.all("loop").flatMap((loop) => started(file, loop)),
    ];
    return found.flatMap((node) => {
      if (tellsApart(file, node)) return [];
      return [
        {
          node,
          message:
            "the model's tool calls run at once, whatever they do: two that change the same " +
            "thing, or one that reads what another changes, end in any order",
          fix: "run together only calls of tools that read; run the others alone and in order",
        },
      ];
    });
  },
};

/** `toolCalls.map(run)`, `executor.map(run, tool_calls)`. */
function mapped(file: SourceFile, call: CallNode): Node[] {
  const { callee, args } = call;
  if (callee.kind !== "member" || callee.property !== "map") return [];
  const [first, second] = args;
  if (areToolCalls(file, callee.object) && first !== undefined) {
    return runsATool(file, first.value) && isWaitedFor(file, call) ? [call] : [];
  }
  const isExecutor = /executor|pool/i.test(file.source(callee.object));
  return isExecutor && second !== undefined && areToolCalls(file, second.value) ? [call] : [];
}

/** A loop over tool calls that starts each and does not wait for it. */
function started(file: SourceFile, { source, body }: LoopNode): Node[] {
  if (source === undefined || !areToolCalls(file, source)) return [];
  for (const node of below(body)) {
    if (node.kind !== "call" || node.callee.kind !== "member") continue;
    const { property } = node.callee;
    const task = node.args[0]?.value;
    if (task === undefined || !runsATool(file, task)) continue;
    if (/^(?:create_task|ensure_future|start_soon|submit)$/.test(property)) return [node];
    const isCollected = /^(?:push|append)$/.test(property) && task.kind === "call";
    if (isCollected && isWaitedForLater(file, node.callee.object)) return [node];
  }
  return [];
}

/** `executor.submit(run, call)` begins at once. */
const isSubmit = (node: Node): boolean =>
  node.kind === "call" && node.callee.kind === "member" && node.callee.property === "submit";

/** The list goes to `Promise.all` or `gather` in the end. */
function isWaitedForLater(file: SourceFile, list: Node): boolean {
  if (list.kind !== "name") return false;
  return (file.binding(list)?.references ?? []).some((reference) => isWaitedFor(file, reference));
}

function areToolCalls(file: SourceFile, node: Node, depth = 0): boolean {
  if (depth > 4) return false;
  const further = (next: Node) => areToolCalls(file, next, depth + 1);
  switch (node.kind) {
    case "name": {
      const binding = file.binding(node);
      const value = soleValue(binding);
      // What stands in the code, no model has asked for.
      if (value?.kind === "list" && value.elements.length > 0) return false;
      if (TOOL_CALLS.test(node.name)) return true;
      if (TOOL_CALL_TYPE.test(binding?.parameter?.annotation ?? "")) return true;
      return value !== undefined && further(value);
    }
    case "member":
      return TOOL_CALLS.test(node.property);
    case "binary":
      return /^(?:or|\?\?)$/.test(node.operator) && further(node.left);
    case "comprehension":
      return node.conditions.some((test) => TOOL_PART.test(file.source(test)));
    case "call": {
      const { callee, args } = node;
      if (/^(?:enumerate|list|tuple)$/.test(file.meaning(callee) ?? "")) {
        return args[0] !== undefined && further(args[0].value);
      }
      if (callee.kind !== "member" || !/^(?:filter|slice|entries)$/.test(callee.property)) {
        return callee.kind === "member" && callee.property === "get" && isKey(args[0]?.value);
      }
      return args.some(({ value }) => TOOL_PART.test(file.source(value))) || further(callee.object);
    }
    case "index":
      return isKey(node.index);
    default:
      return false;
  }
}

const isKey = (node: Node | undefined): boolean =>
  node?.kind === "literal" && typeof node.value === "string" && TOOL_CALLS.test(node.value);

/** A function or call that executes one tool call, by its name or what it calls. */
function runsATool(file: SourceFile, node: Node): boolean {
  if (node.kind === "name" || node.kind === "member") return RUNS.test(file.source(node));
  return [node, ...below(node, true)].some(
    (inner) => inner.kind === "call" && RUNS.test(file.source(inner.callee)),
  );
}

/** Goes to `Promise.all` or `gather`, at once or by a variable. */
function isWaitedFor(file: SourceFile, node: Node): boolean {
  const { kind, by } = usage(node);
  if (kind === "argument" && by.kind === "call") {
    return WAITS_FOR_ALL.test(file.meaning(by.callee) ?? "");
  }
  if (kind === "element" && by.kind === "spread") return isWaitedFor(file, by);
  if (kind !== "assigned" || by.kind !== "assign" || by.target.kind !== "name") return false;
  return (file.binding(by.target)?.references ?? []).some(
    (reference) => reference !== by.target && isWaitedFor(file, reference),
  );
}

/** Whether any code of the functions around it looks at what a call does. */
function tellsApart(file: SourceFile, node: Node): boolean {
  let outermost: FunctionNode | undefined;
  for (let fn = functionOf(node); fn !== undefined; fn = functionOf(fn)) outermost = fn;
  return TELLS_APART.test(outermost === undefined ? file.source(node) : file.source(outermost));
}
