import { comesFrom } from "../facts/origins.js";
import { isSerialised } from "../facts/serialised.js";
import { functionOf } from "../ir/ancestors.js";
import type { CallNode, FunctionNode } from "../ir/expression.js";
import { mayFollow } from "../ir/flow.js";
import { dotted } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import { lastName } from "../ir/names.js";
import type { Binding } from "../ir/scope.js";
import type { SourceFile } from "../ir/source-file.js";
import { usage } from "../ir/usage.js";
import type { Rule } from "../rule.js";

const LOADS = /^_?(?:load|read)(\w*)$/;
const SAVES = /^_?(?:save|write|store|persist|dump)(\w*)$/;
const GETS = /^(?:get|getItem|hget|hgetall|fetch)$/;
const SETS = /^(?:set|setItem|hset|hmset|put|save)$/;

/** Ways in which people let the second of two writers notice the first. */
const GUARDED = /\b(?:watch|transaction|multi|cas|version|etag|ifMatch|if_match|WATCH|lock)/;

export const loadChangeSave: Rule = {
  name: "load-change-save",
  item: 6,
  languages: ["typescript", "python"],
  level: "fail",
  confidence: "medium",
  check(file) {
    const saves = file.callsNamed({ test: saysSave }).filter(isWaitedFor);
    if (saves.length === 0) return [];
    const calls = file.all("call").filter(isWaitedFor);
    return calls.flatMap((load) => {
      const save = saves.find((one) => belongTogether(file, load, one));
      if (save === undefined || isSerialised(file, load)) return [];
      const [first, last] = [file.source(load.callee), file.source(save.callee)];
      return [
        {
          node: load,
          message:
            `\`${first}\` and \`${last}\` are two steps: what another task saves between them is ` +
            "overwritten with the older state",
          fix: `hold one mutex from \`${first}\` to the end of \`${last}\``,
        },
      ];
    });
  },
};

const saysSave = (name: string) => SAVES.test(name) || SETS.test(name);

const isWaitedFor = (call: CallNode): boolean => {
  const { kind } = usage(call);
  return kind === "awaited" || kind === "returned";
};

/** The same thing of the same owner, and what is saved comes from what was loaded. */
function belongTogether(file: SourceFile, load: CallNode, save: CallNode): boolean {
  const fn = functionOf(load);
  if (fn === undefined || functionOf(save) !== fn || save.order < load.order) return false;
  if (!mayFollow(load, save) || ownerOf(load) !== ownerOf(save)) return false;
  if (!isSameThing(file, load, save)) return false;
  const kept = keptIn(file, load);
  if (kept === undefined || !save.args.some(({ value }) => comesFrom(file, value, kept))) {
    return false;
  }
  return !GUARDED.test(file.source(fn)) && !isClaimed(file, fn, load);
}

/** Where it lies is known from a token or job that only one task can take. */
function isClaimed(file: SourceFile, fn: FunctionNode, load: CallNode): boolean {
  return file.all("assign").some(({ target, value }) => {
    if (target.kind !== "name" || value?.kind !== "await" || functionOf(target) !== fn)
      return false;
    if (value.value.kind !== "call" || !TAKES.test(lastName(value.value.callee))) return false;
    const taken = file.binding(target);
    return taken !== undefined && load.args.some((one) => comesFrom(file, one.value, taken));
  });
}

const TAKES =
  /^_?(?:take|claim|consume|pop|dequeue|reserve|getdel|get_?[aA]nd_?[dD]elete)(?![a-z])/;

function isSameThing(file: SourceFile, load: CallNode, save: CallNode): boolean {
  const [from, to] = [load.args[0], save.args[0]];
  const isSamePlace =
    from !== undefined && to !== undefined && file.source(from.value) === file.source(to.value);
  if (GETS.test(lastName(load.callee)) && SETS.test(lastName(save.callee))) {
    return isSamePlace && save.args.length > 1;
  }
  const loaded = LOADS.exec(lastName(load.callee))?.[1];
  const saved = SAVES.exec(lastName(save.callee))?.[1];
  if (loaded === undefined || loaded !== saved) return false;
  return isSamePlace || !/^(?:|_?(?:file|text|json|bytes)\w*)$/i.test(loaded);
}

const ownerOf = ({ callee }: CallNode): string | undefined =>
  callee.kind === "member" ? dotted(callee.object) : "";

/** The variable that holds what was loaded, also through a parser. */
function keptIn(file: SourceFile, load: CallNode): Binding | undefined {
  let node: Node = load;
  while (node.parent !== undefined) {
    const by: Node = node.parent;
    if (by.kind === "assign") {
      return by.target.kind === "name" ? file.binding(by.target) : undefined;
    }
    if (by.kind !== "await" && by.kind !== "call" && by.kind !== "binary") return undefined;
    node = by;
  }
  return undefined;
}
