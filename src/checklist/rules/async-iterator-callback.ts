import { callbackOf } from "../facts/callbacks.js";
import { isPromise } from "../facts/promises.js";
import { mayReject } from "../facts/rejections.js";
import type { Confidence, Finding } from "../finding.js";
import { below } from "../ir/ancestors.js";
import type { CallNode, FunctionNode } from "../ir/expression.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import { usage } from "../ir/usage.js";
import type { Project } from "../project.js";
import type { Rule } from "../rule.js";

const LIBRARY = /^(?:lodash|lodash-es|underscore)\.\w+$/;
/** What becomes of the promise that the callback gives for an element. */
const TAKEN: Readonly<Record<string, string>> = {
  filter: "a promise counts as true, so this keeps every element",
  some: "a promise counts as true, so this is true for any element",
  every: "a promise counts as true, so this is always true",
  find: "a promise counts as true, so this finds the first element, whatever it is",
  sort: "a promise is no number, so this leaves the order to chance",
  reduce: "each round gets the promise of the round before, not its value",
  forEach: "nobody waits for the promises of this callback: what follows runs before they are done",
};
const SAME: Readonly<Record<string, string>> = {
  findIndex: "find",
  findLast: "find",
  findLastIndex: "find",
  toSorted: "sort",
  reduceRight: "reduce",
  each: "forEach",
};

export const asyncIteratorCallback: Rule = {
  name: "async-iterator-callback",
  item: 3,
  languages: ["typescript"],
  level: "fail",
  confidence: "high",
  check: (file, project) => file.all("call").flatMap((call) => judge(file, project, call) ?? []),
};

function judge(file: SourceFile, project: Project, call: CallNode): Finding | undefined {
  const { callee, args } = call;
  if (callee.kind !== "member" || call.isNew) return undefined;
  const method = SAME[callee.property] ?? callee.property;
  const taken = Object.hasOwn(TAKEN, method) ? TAKEN[method] : undefined;
  if (taken === undefined) return undefined;
  const isLibrary = LIBRARY.test(file.meaning(callee) ?? "");
  const [source, passed] = isLibrary
    ? [args[0]?.value, args[1]?.value]
    : [callee.object, args[0]?.value];
  if (source === undefined || passed === undefined) return undefined;
  const callback = callbackOf(file, passed);
  if (callback === undefined || !givesPromise(file, project, callback)) return undefined;
  if (method === "reduce" && awaitsFirst(callback)) return undefined;
  return {
    node: passed,
    message: taken,
    fix: fixOf(file, method, source),
    confidence:
      method === "forEach" && !mayReject(file, project, callback)
        ? "medium"
        : sureness(file, call, source),
  };
}

const givesPromise = (file: SourceFile, project: Project, { isAsync, body }: FunctionNode) =>
  isAsync || (body.kind !== "block" && isPromise(file, project, body));

/** `async (done, item) => { await done; … }` runs one after the other, as is meant. */
const awaitsFirst = ({ params, body }: FunctionNode): boolean =>
  [body, ...below(body)].some(
    (node) =>
      node.kind === "await" && node.value.kind === "name" && node.value.name === params[0]?.name,
  );

/** Streams and cursors have methods of these names that do wait for their callbacks. */
const WAITS = /stream|cursor|iter|observable|query|readable|parallel|\$$/i;

function sureness(file: SourceFile, call: CallNode, source: Node): Confidence {
  if (isList(file, source)) return "high";
  if (usage(call).kind === "awaited" || WAITS.test(file.source(source))) return "low";
  return "high";
}

const isList = (file: SourceFile, source: Node): boolean =>
  source.kind === "list" ||
  /^(?:Object\.(?:keys|values|entries)|Array\.(?:from|of))\(\)$/.test(file.meaning(source) ?? "");

function fixOf(file: SourceFile, method: string, source: Node): string {
  const items = file.head(source);
  if (method === "forEach" || method === "reduce") {
    return `\`for (const item of ${items})\` with await in its body`;
  }
  return `await Promise.all over \`${items}\` first, and give this method the values`;
}
