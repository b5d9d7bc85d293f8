import { comesFrom } from "../facts/origins.js";
import { isSerialised } from "../facts/serialised.js";
import type { Finding } from "../finding.js";
import { ancestors, below, functionOf, isInside } from "../ir/ancestors.js";
import type { CallNode } from "../ir/expression.js";
import { mayFollow } from "../ir/flow.js";
import { dotted } from "../ir/locks.js";
import type { Node } from "../ir/node.js";
import type { Binding } from "../ir/scope.js";
import type { SourceFile } from "../ir/source-file.js";
import { usage } from "../ir/usage.js";
import type { Rule } from "../rule.js";

export const getThenSet: Rule = {
  name: "get-then-set",
  item: 10,
  languages: ["typescript", "python"],
  level: "fail",
  confidence: "high",
  check(file) {
    return file
      .callsNamed({ test: (name) => SETS.some(([pattern]) => pattern.test(name)) })
      .flatMap((set) => {
        const how = kindOf(set);
        const fn = functionOf(set);
        if (how === undefined || fn === undefined || !isStore(file, set)) return [];
        if (GUARDED.test(file.source(fn)) || isSerialised(file, set)) return [];
        const get = file.all("call").find((call) => precedes(file, call, set, how));
        const kept = get && keptIn(file, get);
        const value = set.args[how.value]?.value;
        if (get === undefined || kept === undefined || value === undefined) return [];
        if (!isChanged(file, value, kept) || isWhenMissing(file, set, kept)) return [];
        return [finding(file, get, set, kept)];
      });
  },
};

interface Kind {
  /** How many arguments name the place. */
  keys: number;
  /** Where the value stands. */
  value: number;
  get: RegExp;
}

const SETS: readonly (readonly [RegExp, Kind])[] = [
  [/^a?set$/, { keys: 1, value: 1, get: /^a?get$/ }],
  [/^(?:setex|setEx|psetex)$/, { keys: 1, value: 2, get: /^get$/ }],
  [/^(?:hset|hSet)$/, { keys: 2, value: 2, get: /^hget$/i }],
];

/** Ways to notice the other writer or to keep it out. */
const GUARDED =
  /\b(?:watch|WATCH|pipeline|multi|cas|gets|eval|evalsha|transaction|lock|Lock|nx|NX)\b/;
const STORE = /(?:redis|cache|memcached?|valkey|kv|store)(?:_?client)?$|^(?:r|rdb|mc|client)$/i;
const STORE_MADE =
  /^(?:redis|ioredis|valkey|pymemcache|memcache|pylibmc|memjs|django\.core\.cache)\b/;

const kindOf = ({ callee }: CallNode): Kind | undefined =>
  callee.kind === "member" ? SETS.find(([name]) => name.test(callee.property))?.[1] : undefined;

/** A store that other processes see; a map of this one has its own rules. */
function isStore(file: SourceFile, call: CallNode): boolean {
  if (call.callee.kind !== "member") return false;
  const { object } = call.callee;
  if (STORE_MADE.test(file.meaning(object) ?? "")) return true;
  const name = (dotted(object) ?? "").split(".").at(-1) ?? "";
  const imports = /\b(?:redis|memcached?|valkey|django\.core\.cache)\b/i;
  return STORE.test(name) && imports.test(file.text) && isRemote(file, call);
}

/** TypeScript waits for a remote store; Python's synchronous clients do not show it. */
const isRemote = (file: SourceFile, call: CallNode): boolean =>
  file.language === "python" || usage(call).kind === "awaited";

function precedes(
  file: SourceFile,
  get: CallNode,
  set: CallNode,
  { keys, get: name }: Kind,
): boolean {
  if (get.callee.kind !== "member" || set.callee.kind !== "member") return false;
  if (!name.test(get.callee.property) || get.order > set.order) return false;
  if (functionOf(get) !== functionOf(set) || !mayFollow(get, set)) return false;
  if (file.source(get.callee.object) !== file.source(set.callee.object)) return false;
  const places = (call: CallNode): string =>
    call.args
      .slice(0, keys)
      .map(({ value }) => file.source(value))
      .join();
  return places(get) === places(set);
}

/** The variable that the value ends in, also through `int(…)`, `JSON.parse(…)` or `or 0`. */
function keptIn(file: SourceFile, get: CallNode): Binding | undefined {
  for (const by of ancestors(get)) {
    if (by.kind === "assign") {
      return by.target.kind === "name" ? file.binding(by.target) : undefined;
    }
    if (!/^(?:await|call|binary|conditional|member|unary)$/.test(by.kind)) return undefined;
  }
  return undefined;
}

/** Computed from what was read, or an object that was changed since. */
function isChanged(file: SourceFile, value: Node, kept: Binding): boolean {
  if (!comesFrom(file, value, kept)) return false;
  const parts = [value, ...below(value)];
  const names = parts.flatMap((node) => (node.kind === "name" ? [file.binding(node)] : []));
  const made = names.flatMap((name) => name?.writes ?? []);
  return (
    parts.some(isArithmetic) ||
    made.some(
      ({ by, value: given }) =>
        (by.kind === "assign" && !/^[?:]?=$/.test(by.operator)) ||
        (given !== undefined && [given, ...below(given)].some(isArithmetic)),
    ) ||
    kept.references.some(changesIt)
  );
}

const isArithmetic = (node: Node): boolean =>
  node.kind === "binary" && /^[-+*/|&]$/.test(node.operator);

/** `data["n"] = …`, `data.n += 1`, `data.append(…)`. */
function changesIt(reference: Node): boolean {
  const by = reference.parent;
  if (by?.kind !== "member" && by?.kind !== "index") return false;
  if (by.object !== reference) return false;
  const outer = by.parent;
  if (outer?.kind === "assign") return outer.target === by;
  return (
    outer?.kind === "call" &&
    outer.callee === by &&
    by.kind === "member" &&
    /^(?:append|extend|add|update|push|unshift|splice|pop|remove|insert|setdefault)$/.test(
      by.property,
    )
  );
}

/** `if value is None: cache.set(key, …)` fills, it does not overwrite. */
function isWhenMissing(file: SourceFile, set: CallNode, kept: Binding): boolean {
  return [...ancestors(set)].some(
    (around) =>
      around.kind === "if" &&
      isInside(set, around.consequent) &&
      [around.test, ...below(around.test)].some(
        (node) => node.kind === "name" && file.binding(node) === kept,
      ) &&
      /\bnot\b|\bNone\b|!|null|undefined/.test(file.source(around.test)) &&
      !/is not None|!= ?null|!== ?(?:null|undefined)/.test(file.source(around.test)),
  );
}

function finding(file: SourceFile, get: CallNode, set: CallNode, kept: Binding): Finding {
  const { line } = file.position(set.start);
  const key = get.args[0] === undefined ? "it" : file.source(get.args[0].value);
  return {
    node: get,
    message:
      `\`${kept.name}\` is read here, changed, and written back on line ${line}: what another ` +
      `client writes to \`${key}\` in between is lost`,
    fix: "use one command (`INCR`, `HINCRBY`, a script), or WATCH the key and try again",
  };
}
