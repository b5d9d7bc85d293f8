import { ancestors, functionOf } from "../ir/ancestors.js";
import type { CallNode } from "../ir/expression.js";
import { dotted } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import { isEndless } from "../ir/outcomes.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

const QUEUE = /^(?:asyncio|queue|multiprocessing(?:\.get_context\(\))?|janus)\.\w*Queue$/;
/** One answer is waited for, or what is put comes back: these do not grow. */
const ONE_EACH =
  /result|resource|signal|repl(?:y|ies)|response|done|free|idle|avail|pool|token|ready|error|exc/i;

const mayMakeQueue = (meaning: string) =>
  meaning === "collections.defaultdict" || QUEUE.test(meaning);

export const unboundedQueue: Rule = {
  name: "unbounded-queue",
  item: 7,
  languages: ["python"],
  level: "review",
  confidence: "low",
  check(file) {
    return file.callsOf({ test: mayMakeQueue }).flatMap((node) => {
      if (!isUnbounded(file, node)) return [];
      const home = homeOf(node);
      const path = home && dotted(home);
      if (home === undefined || path === undefined || ONE_EACH.test(path)) return [];
      if (!isFedWithoutEnd(file, home, path)) return [];
      const written = file.source(home);
      return [
        {
          node,
          message:
            `nothing stops \`${written}\` from growing: while its consumer falls behind every ` +
            "put succeeds, and memory is what runs out",
          fix: `give it a \`maxsize\`, and decide what a put does when \`${written}\` is full`,
        },
      ];
    });
  },
};

/** A queue without `maxsize`, also as the factory of a `defaultdict`. */
function isUnbounded(file: SourceFile, { callee, args }: CallNode): boolean {
  const meaning = file.meaning(callee) ?? "";
  const [first] = args;
  if (meaning === "collections.defaultdict") {
    return first !== undefined && QUEUE.test(file.meaning(first.value) ?? "");
  }
  if (!QUEUE.test(meaning)) return false;
  if (meaning.endsWith("SimpleQueue")) return true;
  const size = args.find(({ name }) => name === "maxsize") ?? (first?.name ? undefined : first);
  if (args.some(({ spread }) => spread !== undefined)) return false;
  if (size === undefined) return true;
  return size.value.kind === "literal" && Number(size.value.value) <= 0;
}

/** The name or field that the queue is kept in. */
function homeOf(node: Node): Node | undefined {
  const { parent } = node;
  return parent?.kind === "assign" && parent.value === node ? parent.target : undefined;
}

/** Whether something puts into it as often as it likes, and nobody asks how long it is. */
function isFedWithoutEnd(file: SourceFile, home: Node, path: string): boolean {
  const isLocal = home.kind === "name" && functionOf(home) !== undefined;
  let isFed = file
    .callsNamed(/^call_soon_threadsafe$/)
    .some((call) => isPutFromThread(file, call, home, path));
  for (const call of file.all("call")) {
    if (call.callee.kind !== "member") continue;
    const { object, property } = call.callee;
    const of = dotted(object.kind === "index" ? object.object : object);
    if (of !== path || (isLocal && !isSameLocal(file, home, object))) continue;
    if (/^(?:qsize|full|join)$/.test(property)) return false;
    if (/^put(?:_nowait)?$/.test(property) && isEndlessPut(call, home)) isFed = true;
  }
  return isFed;
}

/** `loop.call_soon_threadsafe(queue.put_nowait, item)`: the thread does not wait for room. */
function isPutFromThread(file: SourceFile, call: CallNode, home: Node, path: string): boolean {
  const [put, what] = call.args;
  if (put?.value.kind !== "member" || put.value.property !== "put_nowait") return false;
  const { object } = put.value;
  if (dotted(object) !== path || what === undefined || what.value.kind === "literal") return false;
  if (home.kind === "name" && !isSameLocal(file, home, object)) return false;
  return [...ancestors(call)].some(({ kind }) => kind === "loop");
}

function isSameLocal(file: SourceFile, home: Node, object: Node): boolean {
  const name = object.kind === "index" ? object.object : object;
  return (
    home.kind === "name" &&
    name.kind === "name" &&
    file.binding(home)?.references.includes(name) === true
  );
}

/** Not a sentinel, and not put once by the function that makes the queue. */
function isEndlessPut(call: CallNode, home: Node): boolean {
  const what = call.args[0]?.value;
  if (what === undefined || what.kind === "literal") return false;
  const isElsewhere = functionOf(call) !== functionOf(home);
  if (home.kind === "member") return isElsewhere;
  return [...ancestors(call)].some(
    (around) => around.kind === "loop" && (around.isAsync || isEndless(around)),
  );
}
