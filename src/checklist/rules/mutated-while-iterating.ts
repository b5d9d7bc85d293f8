import { changesIn, type SharedChange } from "../facts/changes.js";
import { isSerialised } from "../facts/serialised.js";
import { sharedPath } from "../facts/shared-state.js";
import type { Finding } from "../finding.js";
import { below, classOf, functionOf, isInside } from "../ir/ancestors.js";
import { isWait, pausesBetween } from "../ir/flow.js";
import type { FunctionNode } from "../ir/expression.js";
import { fieldWrites, soleValue } from "../ir/names.js";
import type { LoopNode, Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

export const mutatedWhileIterating: Rule = {
  name: "mutated-while-iterating",
  item: 6,
  languages: ["typescript", "python"],
  level: "fail",
  confidence: "high",
  check(file) {
    if (!file.mayPause) return [];
    return file.all("loop").flatMap((loop) => {
      const held = iterated(file, loop);
      const fn = functionOf(loop);
      const path = held && fn && sharedPath(file, held, fn);
      if (held === undefined || fn === undefined || path === undefined) return [];
      const kind = kindOf(file, held);
      const change = kind && changeElsewhere(file, loop, fn, path, kind);
      if (!change || isSerialised(file, loop) || leavesAfterChange(loop)) return [];
      const by = functionOf(change.node)?.name ?? "another function";
      const result =
        kind === "list" ? "skips or repeats elements" : "raises RuntimeError at its next step";
      return [
        {
          node: loop,
          message: `\`${by}\` can change \`${path}\` while this loop waits: it then ${result}`,
          fix: `iterate over a copy: \`${copyOf(file, loop)}\``,
          ...sureness(fn, kind, change),
        },
      ];
    });
  },
};

type Kind = "list" | "keyed";

/** What is being closed gets new entries only from a caller who is late. */
const CLOSES = /^_*(?:a?close|stop|shut_?down|dispose|disconnect|terminate|destroy|__aexit__)/i;

/**
 * A list that skips an element goes on, and often meets it the next time. What is filled may get
 * a new value for an old key, which a loop bears; what loses a key has another size.
 */
function sureness(
  { name }: FunctionNode,
  kind: Kind,
  { change }: SharedChange,
): Pick<Finding, "level" | "confidence"> {
  if (kind === "list" || change === "fills" || CLOSES.test(name ?? "")) {
    return { level: "review", confidence: "medium" };
  }
  return { confidence: "high" };
}

function copyOf(file: SourceFile, { source }: LoopNode): string {
  const written = source ? file.source(source) : "";
  return file.language === "python" ? `list(${written})` : `[...${written}]`;
}

/** The collection that a loop walks through itself, while its body waits. */
function iterated(file: SourceFile, { form, isAsync, source, body }: LoopNode): Node | undefined {
  if (form !== "each" || isAsync || source === undefined) return undefined;
  if (![...below(body)].some(isWait)) return undefined;
  if (source.kind !== "call") return source;
  const { callee, args } = source;
  if (file.language !== "python" || args.length > 0 || callee.kind !== "member") return undefined;
  return /^(?:items|values|keys)$/.test(callee.property) ? callee.object : undefined;
}

/** What the collection is, from what it is made of; JavaScript's Map and Set bear changes. */
function kindOf(file: SourceFile, held: Node): Kind | undefined {
  const isPython = file.language === "python";
  for (const value of valuesOf(file, held)) {
    if (value.kind === "list")
      return isPython && file.source(value).startsWith("{") ? "keyed" : "list";
    if (value.kind === "object") return isPython ? "keyed" : undefined;
    if (value.kind === "comprehension") return value.form === "list" ? "list" : "keyed";
    const made = value.kind === "call" && value.callee.kind === "name" ? value.callee.name : "";
    if (made === "list" || made === "Array") return "list";
    if (/^(?:dict|set|defaultdict|OrderedDict|WeakSet|WeakValueDictionary|deque)$/.test(made)) {
      return isPython ? "keyed" : undefined;
    }
  }
  return undefined;
}

function valuesOf(file: SourceFile, held: Node): readonly Node[] {
  if (held.kind === "name") {
    const value = soleValue(file.binding(held));
    return value === undefined ? [] : [value];
  }
  const isField = held.kind === "member" && held.object.kind === "name";
  const owner = isField && held.object.kind === "name" && held.object.name === "this";
  const inside = owner ? classOf(held) : undefined;
  return (held.kind === "member" && inside && fieldWrites(inside).get(held.property)) || [];
}

/** What runs once, when things are put together; nobody calls it in between. */
const SETS_UP = new RegExp(
  "^(?:__init__|constructor|setup|configure|init|build|register\\w*|use|on|" +
    "add_\\w*(?:handler|callback|listener|hook|route|middleware)\\w*)$",
);

function changeElsewhere(
  file: SourceFile,
  loop: LoopNode,
  fn: FunctionNode,
  path: string,
  kind: Kind,
): SharedChange | undefined {
  const owner = classOf(loop);
  for (const other of file.all("function")) {
    if (SETS_UP.test(other.name ?? "") || classOf(other) !== owner) continue;
    for (const change of changesIn(file, other)) {
      if (change.path !== path || isInside(change.node, loop)) continue;
      if (endsTasksFirst(other, change.node)) continue;
      const counts = change.change === "removes" || (kind === "keyed" && change.change === "fills");
      if (counts && (other !== fn || isReentered(fn))) return change;
    }
  }
  return undefined;
}

/** `self.task.cancel(); await self.task` before the change: the loop is over by then. */
const endsTasksFirst = (fn: FunctionNode, change: Node): boolean =>
  [...below(fn.body)].some(
    (node) =>
      node.kind === "call" &&
      node.callee.kind === "member" &&
      node.callee.property === "cancel" &&
      pausesBetween(node, change).length > 0,
  );

/** Handlers of events and messages run again while an earlier run of theirs still waits. */
const isReentered = ({ name }: FunctionNode): boolean =>
  /^(?:_*on_|handle|_handle)/.test(name ?? "");

/** After the first wait the loop is over. */
function leavesAfterChange({ body }: LoopNode): boolean {
  const last = body.kind === "block" ? body.body.at(-1) : undefined;
  return last?.kind === "return" || (last?.kind === "jump" && last.to === "break");
}
