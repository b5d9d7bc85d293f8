import { ancestors, below, functionOf, isInside, loopsAround } from "../ir/ancestors.js";
import type { CallNode, NameNode } from "../ir/expression.js";
import { soleValue } from "../ir/names.js";
import type { LoopNode, Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";

const ALL_AT_ONCE =
  /^(?:Promise\.(?:all|allSettled|any|race)|asyncio\.(?:gather|wait|as_completed))$/;
const STARTS = /^(?:asyncio\.ensure_future|(?:\w+(?:\(\))?\.)*(?:start_soon|create_task|spawn))$/;
const STEPS_MAX = 4;

/** One task for each element of a source, all of them at once. */
export interface FanOut {
  /** The call that waits for the tasks, or that starts one of them in a loop. */
  at: CallNode;
  source: Node;
  /** What is started for one element: a call, or a function that is called with it. */
  task: Node;
}

/** The places of a file that start one task for each element of something. */
export function fanOuts(file: SourceFile): FanOut[] {
  const awaited = file.callsOf(ALL_AT_ONCE).flatMap((call): FanOut[] => {
    const [first] = call.args;
    if (first === undefined) return [];
    const isGather = file.meaning(call.callee) === "asyncio.gather";
    if (isGather && first.spread === undefined) return [];
    const tasks = startedBy(file, first.value, 0);
    return tasks === undefined ? [] : [{ at: call, ...tasks }];
  });
  if (file.language !== "python") return awaited;
  const covered = new Set(awaited.flatMap(({ task }) => [task, ...below(task, true)]));
  const started = file
    .all("call")
    .filter((call) => !covered.has(call))
    .flatMap((call) => startedInLoop(file, call) ?? []);
  return [...awaited, ...started];
}

type Tasks = Omit<FanOut, "at">;

/** Sees through variables, spreads and list(): what makes the tasks that are waited for. */
function startedBy(file: SourceFile, node: Node, steps: number): Tasks | undefined {
  if (steps > STEPS_MAX) return undefined;
  switch (node.kind) {
    case "name": {
      const value = soleValue(file.binding(node));
      if (value?.kind === "list" && value.elements.length === 0) return pushed(file, node);
      return value && startedBy(file, value, steps + 1);
    }
    case "spread":
      return startedBy(file, node.value, steps + 1);
    case "list":
      return node.elements.length === 1 && node.elements[0]?.kind === "spread"
        ? startedBy(file, node.elements[0], steps + 1)
        : undefined;
    case "comprehension": {
      const [clause] = node.clauses;
      return clause && { source: clause.source, task: node.element };
    }
    case "call":
      return startedByCall(file, node);
    default:
      return undefined;
  }
}

function startedByCall(file: SourceFile, { callee, args }: CallNode): Tasks | undefined {
  const meaning = file.meaning(callee);
  const [first, second] = args;
  if (meaning === "map" && first && second) return { source: second.value, task: first.value };
  if (meaning === "Array.from" && first && second)
    return { source: first.value, task: second.value };
  if (callee.kind !== "member" || !/^(?:map|flatMap)$/.test(callee.property)) return undefined;
  return first && { source: callee.object, task: first.value };
}

/** `for (const x of xs) list.push(start(x))`, outside of which the list is waited for. */
function pushed(file: SourceFile, list: NameNode): Tasks | undefined {
  for (const { parent } of file.binding(list)?.references ?? []) {
    if (parent?.kind !== "member" || !/^(?:push|append|add)$/.test(parent.property)) continue;
    const call = parent.parent;
    if (call?.kind !== "call" || call.callee !== parent || call.args.length !== 1) continue;
    const source = sourceAround(call, true);
    const [argument] = call.args;
    if (source === undefined || argument === undefined) continue;
    if (loopsAround(list).some((loop) => isInside(call, loop))) continue;
    if (argument.value.kind === "call") return { source, task: argument.value };
    const value = argument.value.kind === "name" && soleValue(file.binding(argument.value));
    if (value && value.kind === "call") return { source, task: value };
  }
  return undefined;
}

/**
 * What the nearest loop goes through, when it takes one element after the other; one that comes
 * late is an element too for who waits for all of them.
 */
function sourceAround(node: Node, isCollected = false): Node | undefined {
  const [loop] = loopsAround(node);
  if (loop?.isAsync === true && !isCollected) return undefined;
  if (loop !== undefined) return loop.form === "each" ? loop.source : undefined;
  const callback = functionOf(node);
  const by = callback?.parent;
  if (by?.kind !== "call" || by.callee.kind !== "member") return undefined;
  return by.callee.property === "forEach" && by.args[0]?.value === callback
    ? by.callee.object
    : undefined;
}

/** `for x in xs: create_task(work(x))`, where nothing in the loop waits. */
function startedInLoop(file: SourceFile, call: CallNode): FanOut | undefined {
  const { callee, args } = call;
  const [first] = args;
  if (first === undefined) return undefined;
  const name = file.meaning(callee) ?? (callee.kind === "member" ? callee.property : "");
  if (!STARTS.test(name)) return undefined;
  const [loop] = loopsAround(call);
  const source = loop === undefined ? comprehended(call) : sourceAround(call);
  if (source === undefined || (loop && waits(loop))) return undefined;
  return { at: call, source, task: first.value };
}

function comprehended(call: CallNode): Node | undefined {
  for (const around of ancestors(call)) {
    if (around.kind === "comprehension") return around.clauses[0]?.source;
    if (around.kind !== "call") return undefined;
  }
  return undefined;
}

function waits(loop: LoopNode): boolean {
  const open: Node[] = [loop.body];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.kind === "await" || (node.kind === "with" && node.isAsync)) return true;
    if (node.kind !== "function") open.push(...node.children);
  }
  return false;
}
