import { ancestors, below, functionOf, isInside } from "../ir/ancestors.js";
import type { AssignNode, CallNode, FunctionNode } from "../ir/expression.js";
import { mayFollow, pauses } from "../ir/flow.js";
import { dotted } from "../ir/locks.js";
import type { Node, TryNode } from "../ir/node.js";
import type { Rule } from "../rule.js";

const EVENT = /^(?:asyncio|anyio|trio)\.Event$|(?:^|\.)create_future$/;
const SETS = /^(?:set|set_result|set_exception|cancel)$/;
const CATCHES_ALL = /BaseException|Cancel/;

export const unsetEvent: Rule = {
  name: "unset-event",
  item: 4,
  languages: ["python"],
  level: "fail",
  confidence: "medium",
  check(file) {
    if (!file.isAsynchronous) return [];
    return file.callsOf({ test: (meaning) => EVENT.test(meaning) }).flatMap((made) => {
      const fn = functionOf(made);
      if (!fn?.isAsync) return [];
      const names = keptAs(made);
      const shared = names.find(({ kind }) => kind !== "name");
      if (shared === undefined) return [];
      const sets = setsOf(fn, made, names);
      const last = sets.at(-1);
      if (last === undefined || sets.some(isCertain)) return [];
      const wait = unguarded(made, last, sets, fn);
      if (wait === undefined) return [];
      const written = file.source(shared);
      return [
        {
          node: made,
          message:
            `when line ${file.position(wait.start).line} fails or is cancelled, line ` +
            `${file.position(last.start).line} never runs: whoever found \`${written}\` waits ` +
            "for it for ever",
          fix: `put line ${file.position(last.start).line} in \`finally\``,
        },
      ];
    });
  },
};

/** Every name that it is given: `event = self._loading[key] = asyncio.Event()`. */
function keptAs(made: CallNode): Node[] {
  const found: Node[] = [];
  for (let at: Node | undefined = made.parent; at?.kind === "assign"; at = at.parent) {
    found.push(at.target);
  }
  const alias = found.find(({ kind }) => kind === "name");
  const block = [...ancestors(made)].find(({ kind }) => kind === "block");
  if (alias?.kind !== "name" || block?.kind !== "block") return found;
  const later = [...below(block)].filter(
    (node): node is AssignNode =>
      node.kind === "assign" &&
      node.value?.kind === "name" &&
      node.value.name === alias.name &&
      node.order > made.order &&
      isShared(node.target),
  );
  return [...found.filter((one) => one === alias || isShared(one)), ...later.map((a) => a.target)];
}

/** In a field, or under a key: another task finds it there. */
const isShared = (target: Node): boolean => /^(?:member|index)$/.test(target.kind);

/** The calls of this function that let the waiters go on. */
function setsOf(fn: FunctionNode, made: CallNode, names: readonly Node[]): CallNode[] {
  const paths = new Set(names.flatMap((name) => dotted(name) ?? []));
  return [...below(fn.body)].filter(
    (node): node is CallNode =>
      node.kind === "call" &&
      node.order > made.order &&
      node.callee.kind === "member" &&
      SETS.test(node.callee.property) &&
      paths.has(dotted(node.callee.object) ?? ""),
  );
}

/** In `finally`, or where every failure comes by. */
function isCertain(set: CallNode): boolean {
  return [...ancestors(set)].some((around) => {
    if (around.kind === "try") {
      return around.finalizer !== undefined && isInside(set, around.finalizer);
    }
    return around.kind === "catch" && (around.types.length === 0 || catchesAll(around.types));
  });
}

const catchesAll = (types: readonly Node[]): boolean =>
  types.some((type) => CATCHES_ALL.test(dotted(type) ?? ""));

/** The first wait between that is not in a `try` whose handlers all go on to the last set. */
function unguarded(
  made: CallNode,
  last: CallNode,
  sets: readonly CallNode[],
  fn: FunctionNode,
): Node | undefined {
  return pauses(fn).find((pause) => {
    if (pause.kind !== "await" || pause.order < made.order || pause.order > last.order) {
      return false;
    }
    if (!mayFollow(made, pause) || !mayFollow(pause, last)) return false;
    if (sets.some((set) => set !== last && set.order < pause.order)) return false;
    const tries = [...ancestors(pause)].filter(
      (around): around is TryNode => around.kind === "try" && isInside(pause, around.body),
    );
    return !tries.some(
      (around) =>
        !isInside(made, around.body) &&
        around.handlers.some(({ types }) => types.length === 0 || catchesAll(types)),
    );
  });
}
