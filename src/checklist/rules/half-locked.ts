import { conditions } from "../facts/conditions.js";
import { changesIn, type SharedChange } from "../facts/changes.js";
import { isOneLock, mentionsLocks, ownTarget } from "../facts/held-locks.js";
import { ancestors, classOf, functionOf } from "../ir/ancestors.js";
import type { CallNode, FunctionNode } from "../ir/expression.js";
import { asWritten, locksAround } from "../ir/locks.js";
import { lastName } from "../ir/names.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

export const halfLocked: Rule = {
  name: "half-locked",
  item: 6,
  languages: ["python"],
  level: "review",
  confidence: "low",
  check(file) {
    if (!mentionsLocks(file) || !file.text.includes("threading")) return [];
    const made = file.all("function").flatMap((fn) => changesOf(file, fn));
    return made.flatMap(({ change, fn, locks }) => {
      if (locks.length > 0 || runsAlone(fn)) return [];
      const guarded = made.find(
        (other) =>
          other.locks.length > 0 &&
          other.change.path === change.path &&
          classOf(other.fn) === classOf(fn) &&
          !runsAlone(other.fn) &&
          (isPartial(change) || isTested(file, other)),
      );
      const [lock] = guarded?.locks ?? [];
      if (guarded === undefined || lock === undefined || isCalledWith(file, fn, lock)) return [];
      const [path, held] = [change.path, lock].map((one) => asWritten(file, one));
      const { line } = file.position(guarded.change.node.start);
      return [
        {
          node: change.node,
          message:
            `line ${line} changes \`${path}\` under \`${held}\`, this line without it: ` +
            "a thread in there does not keep this one out",
          fix: `hold \`${held}\` here too`,
        },
      ];
    });
  },
};

interface Made {
  change: SharedChange;
  fn: FunctionNode;
  /** The locks of this object or module that are held there. */
  locks: readonly string[];
}

/** What a function changes, and under which locks of threads. */
function changesOf(file: SourceFile, fn: FunctionNode): Made[] {
  return changesIn(file, fn)
    .filter(({ node }) => functionOf(node) === fn)
    .map((change) => ({ change, fn, locks: locksOfThreads(file, change.node) }));
}

const locksOfThreads = (file: SourceFile, node: Node): string[] =>
  locksAround(file, node).flatMap((lock) => {
    const isAwaited = [...ancestors(lock.at)].some(
      (around) => around.kind === "with" && around.isAsync,
    );
    return !isAwaited && isOneLock(file, lock) ? [lock.name] : [];
  });

/** An element comes or goes, or a value is read and written back; a queue has its own lock. */
const isPartial = ({ node, change }: SharedChange): boolean =>
  change === "fills" || change === "removes"
    ? !(node.kind === "call" && lastName(node.callee) === "put")
    : node.kind === "assign" && node.operator !== "=";

/** Changed after a look at it, which a change in between makes a lie. */
const isTested = (file: SourceFile, { change, fn, locks }: Made): boolean =>
  [...ancestors(change.node)].some(
    (around) =>
      around.kind === "if" &&
      functionOf(around) === fn &&
      conditions(file, around.test, fn).some(({ path }) => path === change.path) &&
      locksOfThreads(file, around).some((lock) => locks.includes(lock)),
  );

/** Before there are threads, after them, or with the lock as its name says. */
const ALONE = new RegExp(
  "^(?:__\\w+__|_*(?:setup|set_up|init\\w*|start|stop|close|shutdown|terminate|join|configure|" +
    "reset|clear|main)$)|locked|unsafe|no_?lock|^test_",
  "i",
);

const runsAlone = ({ name, decorators }: FunctionNode): boolean =>
  ALONE.test(name ?? "") || decorators.length > 0;

/** One of those who call it holds the lock then, or nobody knows who calls it. */
function isCalledWith(file: SourceFile, fn: FunctionNode, lock: string): boolean {
  const holds = (call: CallNode) => locksAround(file, call).some(({ name }) => name === lock);
  const calls = callsOf(file, fn);
  if (calls.length === 0) return fn.name?.startsWith("_") === true;
  return calls.some((call) => holds(call) || callsOf(file, functionOf(call)).some(holds));
}

function callsOf(file: SourceFile, fn: FunctionNode | undefined): CallNode[] {
  const { name } = fn ?? {};
  if (name === undefined) return [];
  const called = new RegExp(`^${name}$`);
  return file.callsNamed(called).filter((call) => ownTarget(file, call) === fn);
}
