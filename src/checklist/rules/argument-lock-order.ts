import { mentionsLocks } from "../facts/held-locks.js";
import type { Finding } from "../finding.js";
import { annotationOf } from "../ir/instances.js";
import { classOf, functionOf } from "../ir/ancestors.js";
import type { FunctionNode, NameNode } from "../ir/expression.js";
import { asWritten, dotted, lockIn, locksAround } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

export const argumentLockOrder: Rule = {
  name: "argument-lock-order",
  item: 12,
  languages: ["typescript", "python"],
  level: "fail",
  confidence: "high",
  check(file) {
    if (!mentionsLocks(file)) return [];
    return takings(file).flatMap(({ lock, held }) => {
      const other = held.find((one) => isTwin(file, one, lock));
      return other === undefined ? [] : [finding(file, other, lock)];
    });
  },
};

interface Taking {
  lock: Node;
  held: readonly Node[];
}

/** Locks that are taken in a function which holds another by then. */
function takings(file: SourceFile): Taking[] {
  const entered = file.all("with").flatMap((node) => {
    const held = objectsOf(file, node);
    return node.items.flatMap(({ context }) => {
      if (lockIn(file, context).length === 0) return [];
      const taking = { lock: context, held: [...held] };
      held.push(context);
      return [taking];
    });
  });
  const called = file.callsNamed(/^(?:acquire|lock|runExclusive)$/).flatMap((call): Taking[] => {
    const { callee } = call;
    if (callee.kind !== "member") return [];
    if (lockIn(file, callee.object).length === 0) return [];
    return [{ lock: callee.object, held: objectsOf(file, call) }];
  });
  return [...entered, ...called];
}

const objectsOf = (file: SourceFile, node: Node): Node[] =>
  locksAround(file, node).flatMap(({ at }) => {
    if (at === node) return [];
    if (at.kind !== "call") return [at];
    return at.callee.kind === "member" ? [at.callee.object] : [at];
  });

/** Whatever sorts or compares first has thought of the order. */
const ORDERED = /\bsort|\bmin\(|\bmax\(|\bid\([^)]*\) *[<>]|[<>]=? *\w+\.(?:id|key|name|address)\b/;

/** The same field of two objects that came from outside, of one class as far as one can see. */
function isTwin(file: SourceFile, held: Node, lock: Node): boolean {
  const [one, two] = [rootOf(held), rootOf(lock)];
  const fn = functionOf(lock);
  if (one === undefined || two === undefined || fn === undefined || one.name === two.name) {
    return false;
  }
  if (functionOf(held) !== fn && !isCallbackIn(fn, functionOf(held))) return false;
  const pathOf = (node: Node) => dotted(node)?.split(".").slice(1).join(".");
  const path = pathOf(held);
  if (path === undefined || path === "" || path !== pathOf(lock)) return false;
  if (ORDERED.test(file.source(functionOf(held) ?? fn))) return false;
  return areAlike(file, one, two);
}

/** The callback of `from.mutex.runExclusive(() => to.mutex.runExclusive(…))`. */
const isCallbackIn = (inner: FunctionNode, outer: FunctionNode | undefined): boolean =>
  inner.parent?.kind === "call" && functionOf(inner) === outer;

function rootOf(node: Node): NameNode | undefined {
  if (node.kind === "name") return node;
  return node.kind === "member" ? rootOf(node.object) : undefined;
}

function areAlike(file: SourceFile, one: NameNode, two: NameNode): boolean {
  const classes = [one, two].map((name) => classNamed(file, name));
  if (classes.includes(undefined)) return false;
  const [first, second] = classes;
  if (first === second) return one.name !== "this" || second !== "";
  const other = one.name === "this" ? two : two.name === "this" ? one : undefined;
  return other !== undefined && /^(?:other|that|peer|target|dest\w*|to|rhs)$/.test(other.name);
}

/** The class that a parameter is annotated with, `""` where there is no annotation. */
function classNamed(file: SourceFile, name: NameNode): string | undefined {
  if (name.name === "this") return classOf(name)?.name;
  const binding = file.binding(name);
  if (binding?.kind !== "parameter" || binding.writes.length > 1) return undefined;
  return (annotationOf(binding) ?? "").replaceAll(/["' ]/g, "");
}

function finding(file: SourceFile, held: Node, lock: Node): Finding {
  const [one, two] = [held, lock].map((node) => asWritten(file, dotted(node) ?? ""));
  return {
    node: lock,
    message:
      `\`${two}\` is taken while \`${one}\` is held: a second call with the two the other way ` +
      "round waits for this one, and this one for it",
    fix: `take both in one order whoever comes first, for example by id; refuse two of the same`,
  };
}
