import { ITEMS } from "./items.js";
import type { EngineState, ItemVerdict, PlacedFinding } from "./report.js";
import type { Signal } from "./run/signals.js";

/** Where a signal was seen first, for the sentence that explains a verdict. */
export type SignalPlaces = ReadonlyMap<Signal, string>;

/** What makes an item apply: any of these. */
const APPLIES: Readonly<Record<number, readonly Signal[]>> = {
  1: ["asynchronous"],
  2: ["fan-out"],
  3: ["asynchronous"],
  4: ["asynchronous"],
  5: ["asynchronous"],
  6: ["shared-state"],
  7: ["queue"],
  8: ["outbound", "database", "queue", "lock"],
  9: ["outbound"],
  10: ["database"],
  11: ["pool", "database"],
  12: ["lock"],
  13: ["tool"],
  14: ["asynchronous"],
  15: ["asynchronous"],
};

/** What answers an item that code cannot prove, and what to ask for without it. */
const EVIDENCE: Readonly<Record<number, { of: readonly Signal[]; ask: string }>> = {
  14: {
    of: ["load-test", "failure-injection"],
    ask: "no load test and no failure injection was seen: name the load it was tested under",
  },
  15: {
    of: ["metrics"],
    ask: "no metric was seen: say where queue depth, lock waits, latency and errors are watched",
  },
};

export interface Seen {
  findings: readonly PlacedFinding[];
  signals: SignalPlaces;
  engines: readonly EngineState[];
  /** Items that each engine looks at. */
  engineItems: ReadonlyMap<string, ReadonlySet<number>>;
}

/** One verdict for each of the fifteen items. */
export function verdicts(seen: Seen): ItemVerdict[] {
  return ITEMS.map(({ id, title, reference }) => {
    const { verdict, because } = judge(id, seen);
    return { id, title, verdict, because, reference };
  });
}

type Judged = Pick<ItemVerdict, "verdict" | "because">;

function judge(id: number, { findings, signals, engines, engineItems }: Seen): Judged {
  const found = byFindings(findings.filter(({ item }) => item === id));
  if (found !== undefined) return found;
  if (!(APPLIES[id] ?? []).some((signal) => signals.has(signal))) {
    return { verdict: "not-applicable", because: "nothing of the kind was seen" };
  }
  const evidence = EVIDENCE[id];
  if (evidence !== undefined) return byEvidence(evidence, signals);
  const engine = engines.find(
    ({ name, state }) => state === "unavailable" && engineItems.get(name)?.has(id),
  );
  if (engine !== undefined) {
    return { verdict: "unavailable", because: `${engine.name} did not run: ${engine.detail}` };
  }
  // What nobody has looked for has not passed.
  const unused = new Set(engines.flatMap(({ name, state }) => (state === "ran" ? [] : [name])));
  if (![...engineItems].some(([name, items]) => items.has(id) && !unused.has(name))) {
    return { verdict: "review", because: "no rule looks for this: a person must" };
  }
  return { verdict: "pass", because: "looked for and not found" };
}

/** What an item's own findings decide, if there are any that count. */
export function byFindings(own: readonly PlacedFinding[]): Judged | undefined {
  const failing = own.filter(({ level, confidence }) => level === "fail" && confidence === "high");
  const [worst] = failing;
  if (worst !== undefined) return { verdict: "fail", because: told(failing, worst) };
  const doubtful = own.filter(({ confidence }) => confidence !== "low");
  const [first] = doubtful;
  return first && { verdict: "review", because: told(doubtful, first) };
}

function told(findings: readonly PlacedFinding[], { file, line, message }: PlacedFinding): string {
  const more = findings.length === 1 ? "" : `, and ${findings.length - 1} more`;
  return `${file}:${line}: ${message}${more}`;
}

function byEvidence(
  { of, ask }: { of: readonly Signal[]; ask: string },
  signals: SignalPlaces,
): Judged {
  const places = of.flatMap((signal) => {
    const place = signals.get(signal);
    return place === undefined ? [] : [`${signal} in ${place}`];
  });
  return places.length > 0
    ? { verdict: "pass", because: places.join(", ") }
    : { verdict: "review", because: ask + whereToBegin(signals) };
}

/** What fills up, blocks or slows down first, with the file that it was seen in. */
const FIRST_TO_LOOK_AT: readonly Signal[] = ["queue", "pool", "lock", "fan-out", "outbound"];

function whereToBegin(signals: SignalPlaces): string {
  const places = FIRST_TO_LOOK_AT.flatMap((signal) => {
    const place = signals.get(signal);
    return place === undefined ? [] : [`the ${NAMES[signal] ?? signal} in ${place}`];
  });
  return places.length === 0 ? "" : `, beginning with ${places.slice(0, 2).join(" and ")}`;
}

const NAMES: Partial<Record<Signal, string>> = {
  "fan-out": "calls made at once",
  outbound: "outbound calls",
};
