// What a seed stands for: a dispatcher's bounds, batches of calls, how each attempt at a call goes,
// and when callers give up.

import type { DispatchBounds } from "../../../src/dispatch/bounds.ts";
import type { Effect, ErrorPolicy } from "../../../src/dispatch/call.ts";
import { Chance, mix } from "./chance.ts";
import { PLACES, type Operation, type Work } from "./world.ts";

/** How one attempt goes, downstream. */
export interface Attempt {
  readonly kind:
    | "ok"
    | "tool-failed"
    | "error"
    | "not-sent"
    | "lost"
    | "hang"
    | "throw"
    | "answer-at-once"
    | "answer-twice";
  /** From the start until it settles. */
  readonly runMs: number;
  /** From the start until its effect; none if it never has one. */
  readonly effectMs: number | undefined;
  readonly heedsAbort: boolean;
  readonly retryAfterMs: number | undefined;
}

export interface ScenarioCall {
  readonly id: string;
  readonly work: Work;
  readonly server: string | undefined;
  readonly tool: string;
  readonly effect: Effect;
  readonly idempotent: boolean;
  readonly isRefused: boolean;
  readonly needs: readonly number[];
  /** The call of the batch whose result is its argument. */
  readonly source: number | undefined;
  readonly hasBadPointer: boolean;
  readonly argument: number;
  readonly timeoutMs: number | undefined;
  readonly key: string | undefined;
  /** One for each attempt; the last one stands for all that follow. */
  readonly attempts: readonly Attempt[];
  /** Calls that it dispatches itself while it runs. */
  readonly nested: ScenarioBatch | undefined;
  /** What the target says beforehand of how long it runs. */
  readonly expectedMs: number | undefined;
}

export interface ScenarioBatch {
  readonly calls: readonly ScenarioCall[];
  readonly atMs: number;
  readonly describeMs: number | undefined;
  readonly onError: ErrorPolicy;
  readonly queueTimeoutMs: number | undefined;
  readonly deadlineMs: number | undefined;
  readonly abortAtMs: number | undefined;
}

export interface Scenario {
  readonly seed: number;
  /** No failures, no clocks, no giving up: the makespan can be compared with the bound. */
  readonly isPlain: boolean;
  /** As plain, but several batches at a time: whose turn it is can be told. */
  readonly isCrowd: boolean;
  readonly bounds: Partial<DispatchBounds>;
  readonly rates: Readonly<Record<string, { perSecond: number; burst: number }>>;
  /** Whether locks and permits answer with promises, and after how long a place in line is had. */
  readonly isRemote: boolean;
  readonly remoteMs: number;
  readonly ledger: { readonly delayMs: number; readonly failures: number } | undefined;
  readonly batches: readonly ScenarioBatch[];
}

/** Calls of one simulation, and how long anything takes at most. */
const CALLS_MAX = 9;
const RUN_MAX = 12;
export const QUARANTINE_MS = 40;

/** What makes a scenario of one kind or another. */
interface Flavour {
  readonly chance: Chance;
  readonly isPlain: boolean;
  /** How often anything at all goes wrong; differs from seed to seed. */
  readonly trouble: number;
  readonly hasServers: boolean;
  readonly hasLedger: boolean;
  numbers: number;
  /** How long calls run is told of all of them, or of none; drawn apart from all else. */
  readonly guess: Chance | undefined;
}

export function makeScenario(seed: number): Scenario {
  const chance = new Chance(seed);
  const isPlain = chance.is(0.25);
  const guess = new Chance(mix(seed, 0x5eed));
  const isCrowd = !isPlain && guess.is(0.1);
  const isCalm = isPlain || isCrowd;
  const hasLedger = !isCalm && chance.is(0.4);
  const flavour: Flavour = {
    chance,
    isPlain: isCalm,
    trouble: isCalm ? 0 : chance.pick([0.05, 0.2, 0.5]),
    hasServers: chance.is(0.6),
    hasLedger,
    numbers: 0,
    guess: guess.is(0.5) ? guess : undefined,
  };
  const batches = Array.from({ length: isPlain ? 1 : chance.whole(1, 3) }, (_, index) =>
    makeBatch(flavour, `${index}.`, isPlain ? 0 : chance.whole(0, 10)),
  );
  const hasRates = !isCalm && flavour.hasServers && chance.is(0.3);
  return {
    seed,
    isPlain,
    isCrowd,
    bounds: makeBounds(flavour, isCrowd),
    rates: hasRates ? { s: { perSecond: chance.pick([100, 400]), burst: chance.whole(1, 3) } } : {},
    isRemote: !isCalm && chance.is(0.2),
    remoteMs: chance.pick([0, 0, 2]),
    ledger: hasLedger
      ? { delayMs: chance.pick([0, 0, 2]), failures: chance.pick([0, 0, 0.1]) }
      : undefined,
    batches: batches.sort((a, b) => a.atMs - b.atMs),
  };
}

function makeBounds({ chance, isPlain }: Flavour, isCrowd: boolean): Partial<DispatchBounds> {
  const own = isCrowd ? [Infinity] : [1, 2, Infinity];
  return {
    inFlightMax: chance.pick([1, 2, 3, 16]),
    perServerMax: chance.pick(own),
    perToolMax: chance.pick(own),
    queueMax: isPlain ? 100 : chance.pick([4, 12, 100, 100]),
    timeoutMs: isPlain ? Infinity : chance.pick([20, Infinity]),
    quarantineMs: QUARANTINE_MS,
    attemptsMax: chance.whole(1, 3),
    backoffMs: 4,
    backoffMaxMs: 8,
  };
}

function makeBatch(flavour: Flavour, prefix: string, atMs: number, depth = 0): ScenarioBatch {
  const { chance, isPlain, trouble } = flavour;
  const count = depth > 0 ? chance.whole(1, 2) : chance.whole(1, CALLS_MAX);
  const calls: ScenarioCall[] = [];
  for (let index = 0; index < count; index += 1) {
    const twin = calls.length > 0 && chance.is(0.1) ? chance.pick(calls) : undefined;
    const id = `${prefix}${index}`;
    const own = makeCall(flavour, id, index, count, depth);
    const needs = twin !== undefined && chance.is(0.7) ? twin.needs : own.needs;
    calls.push(twin === undefined ? own : { ...twin, id, needs, nested: undefined });
  }
  const sometimes = (make: () => number): number | undefined =>
    chance.is(trouble / 3) ? make() : undefined;
  return {
    calls: withoutCircles(calls),
    atMs,
    describeMs: isPlain || chance.is(0.7) ? undefined : chance.whole(0, 3),
    onError: chance.is(0.3) ? "fail-fast" : "settle",
    queueTimeoutMs: sometimes(() => chance.whole(1, 20)),
    deadlineMs: sometimes(() => chance.whole(1, 40)),
    abortAtMs: sometimes(() => chance.whole(0, 30)),
  };
}

/** Drops every need that would make calls wait for one another. */
function withoutCircles(calls: readonly ScenarioCall[]): ScenarioCall[] {
  const edges: number[][] = calls.map(() => []);
  const reaches = (from: number, to: number): boolean =>
    from === to || (edges[from] ?? []).some((next) => reaches(next, to));
  return calls.map((call, index) => {
    const fits = (need: number): boolean => {
      if (reaches(need, index)) return false;
      edges[index]?.push(need);
      return true;
    };
    const needs = call.needs.filter(fits);
    const hasSource = call.source !== undefined && fits(call.source);
    return { ...call, needs, source: hasSource ? call.source : undefined };
  });
}

const OPERATIONS: readonly Operation[] = ["read", "read", "write", "change", "append", "copy"];

function makeCall(
  flavour: Flavour,
  id: string,
  index: number,
  count: number,
  depth: number,
): ScenarioCall {
  const { chance, isPlain, trouble, hasServers, hasLedger } = flavour;
  flavour.numbers += 1;
  const operation = chance.pick(OPERATIONS);
  const work = {
    operation,
    path: chance.is(0.03) ? [] : chance.pick(PLACES),
    target: chance.pick(PLACES),
    number: flavour.numbers,
  };
  // Mostly earlier calls, now and then a later one; circles are taken apart by the harness.
  const others = (share: number): number[] =>
    chance.is(share) && count > 1
      ? [chance.is(0.85) ? chance.whole(0, Math.max(0, index - 1)) : chance.whole(0, count - 1)]
      : [];
  const needs = others(0.3);
  const source = isPlain ? undefined : others(0.15).find((other) => other < index);
  const isReadOnly = operation === "read" && chance.is(0.9);
  const server = hasServers ? chance.pick(["s", "t", undefined]) : undefined;
  return {
    id,
    work,
    server,
    tool: operation,
    effect: isReadOnly ? "read-only" : chance.pick(["stateful", "unknown"]),
    // Writing the same value once more changes nothing; all else does.
    idempotent: isReadOnly || (operation === "write" && chance.is(0.5)),
    isRefused: chance.is(trouble / 10),
    needs,
    source,
    hasBadPointer: source !== undefined && chance.is(trouble / 3),
    argument: chance.whole(0, 1),
    timeoutMs: !isPlain && chance.is(trouble / 2) ? chance.whole(1, RUN_MAX) : undefined,
    key: hasLedger && chance.is(0.3) ? chance.pick(["p", "q"]) : undefined,
    attempts: Array.from({ length: 3 }, () => makeAttempt(flavour, operation, isReadOnly)),
    nested:
      depth < 2 && !isPlain && chance.is(0.05)
        ? makeBatch(flavour, `${id}/`, chance.whole(0, RUN_MAX), depth + 1)
        : undefined,
    expectedMs: flavour.guess?.whole(1, RUN_MAX),
  };
}

const TROUBLES: readonly Attempt["kind"][] = [
  "tool-failed",
  "error",
  "not-sent",
  "not-sent",
  "lost",
  "lost",
  "hang",
  "throw",
];

function makeAttempt(
  { chance, trouble }: Flavour,
  operation: Operation,
  isReadOnly: boolean,
): Attempt {
  const kind = chance.is(trouble)
    ? chance.pick(TROUBLES)
    : chance.pick<Attempt["kind"]>([
        "ok",
        "ok",
        "ok",
        "ok",
        "ok",
        "answer-at-once",
        "answer-twice",
      ]);
  const runMs = kind === "answer-at-once" || kind === "throw" ? 0 : chance.whole(0, RUN_MAX);
  // A connection that is lost may leave something at work: then the effect comes after the error.
  const late = kind === "lost" && !isReadOnly ? RUN_MAX : 0;
  const never = kind === "not-sent" || kind === "hang" || kind === "throw";
  const mayFailFirst = kind === "error" || kind === "tool-failed" || kind === "lost";
  const hasEffect = operation === "read" || (!never && !(mayFailFirst && chance.is(0.5)));
  return {
    kind,
    runMs,
    effectMs: hasEffect && !never ? chance.whole(0, runMs + late) : undefined,
    heedsAbort: chance.is(0.5),
    retryAfterMs: kind === "not-sent" && chance.is(0.5) ? chance.whole(0, 10) : undefined,
  };
}
