import type { Finding } from "../finding.js";
import { below } from "../ir/ancestors.js";
import type { AwaitNode, CallNode } from "../ir/expression.js";
import type { Node } from "../ir/node.js";
import type { SourceFile } from "../ir/source-file.js";
import type { Rule } from "../rule.js";

const AT_ONCE = /^(?:asyncio\.gather|Promise\.(?:all|allSettled|any|race))$/;
const COMBINES = /^Promise\.(?:all|allSettled|any|race)$/;

export const sequentialAwaitInCombinator: Rule = {
  name: "sequential-await-in-combinator",
  item: 1,
  languages: ["typescript", "python"],
  level: "fail",
  confidence: "high",
  check(file) {
    if (!file.mayPause) return [];
    return file.callsOf(AT_ONCE).flatMap((call) => {
      if (call.isNew) return [];
      const meaning = file.meaning(call.callee) ?? "";
      if (meaning === "asyncio.gather") return inGather(file, call);
      const [first, ...others] = call.args;
      if (first?.value.kind !== "list" || first.spread !== undefined) return [];
      if (others.length > 0 || !COMBINES.test(meaning)) return [];
      const { elements } = first.value;
      return elements.flatMap((element, at) => judge(file, meaning, elements, element, at));
    });
  },
};

function judge(
  file: SourceFile,
  combinator: string,
  elements: readonly Node[],
  element: Node,
  at: number,
): Finding[] {
  const pause = firstAwait(element);
  if (pause === undefined) return [];
  const isWhole = isResultOf(element, pause);
  const value = oneLine(file, pause.value);
  const isFollowed = at < elements.length - 1;
  return [
    {
      node: pause,
      message: isFollowed
        ? `\`${value}\` is awaited while the list is built: the elements after it start only ` +
          "when it is done, so they run one after the other"
        : `\`${value}\` is awaited before \`${combinator}\` has the list: ` +
          "until it is done nobody waits for the others, and a rejection of theirs is unhandled",
      fix: isWhole
        ? "put the promise itself into the list, without await"
        : "move what needs the value into an async function, and put its promise into the list",
      ...(elements.length === 1 && { confidence: "medium" as const }),
      // What an element needs first is often at hand, or has to come before the others.
      ...(!isWhole && { level: "review" as const, confidence: "medium" as const }),
    },
  ];
}

function inGather(file: SourceFile, call: CallNode): Finding[] {
  return call.args.flatMap(({ value, spread }) =>
    value.kind === "await" && spread === undefined
      ? [
          {
            node: value,
            message:
              `\`${oneLine(file, value.value)}\` is awaited before gather is called: it runs ` +
              "alone, and gather receives its result, which is nothing to wait for",
            fix: "pass the coroutine itself to gather, without await",
          },
        ]
      : [],
  );
}

const oneLine = (file: SourceFile, node: Node): string => file.source(node).replaceAll(/\s+/g, " ");

function firstAwait(element: Node): AwaitNode | undefined {
  if (element.kind === "await") return element;
  if (element.kind === "function") return undefined;
  for (const node of below(element)) {
    if (node.kind === "await") return node;
  }
  return undefined;
}

/** The element is the awaited value, or something read from it. */
function isResultOf(element: Node, pause: Node): boolean {
  if (element === pause) return true;
  if (element.kind === "member" || element.kind === "index") {
    return isResultOf(element.object, pause);
  }
  return element.kind === "call" && isResultOf(element.callee, pause);
}
