// @ts-nocheck It measures dist/, which is not there before a build.
// How long batches of calls with conflicts take under several policies, in virtual time, to the
// lower bound max(W/m, L): W is the time that all calls run, m the slots, L the longest chain of
// calls that conflict or need one another. No schedule is shorter; few batches can reach it.
import { conflictGraph, createDispatcher } from "../../dist/index.js";

const BATCHES = 400;
const CALLS = 64;

/** Repeats itself: the same seed gives the same numbers (mulberry32). */
function chanceFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Kinds of batches: how many slots, how many things to touch, how often a call writes or needs. */
const KINDS = [
  { name: "reads mostly, 64 files, 8 slots", slots: 8, files: 64, writes: 0.1, needs: 0.05 },
  { name: "half writes, 64 files, 8 slots", slots: 8, files: 64, writes: 0.5, needs: 0.05 },
  { name: "half writes, 8 files, 8 slots", slots: 8, files: 8, writes: 0.5, needs: 0.05 },
  { name: "half writes, 64 files, 16 slots", slots: 16, files: 64, writes: 0.5, needs: 0.05 },
  { name: "many needs, 64 files, 16 slots", slots: 16, files: 64, writes: 0.3, needs: 0.4 },
  { name: "no conflicts, 16 slots", slots: 16, files: 1_000, writes: 0, needs: 0 },
];

/** Calls of 10 ms to some seconds, most of them short (log-normal), as tools are. */
function makeBatch({ files, writes, needs }, chance) {
  const normal = () => Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());
  return Array.from({ length: CALLS }, (_, index) => {
    const folder = Math.floor(chance() * files);
    const mode = chance() < writes ? "write" : "read";
    // One in twenty takes in a whole folder of files.
    const path = ["file", `${folder % 8}`, ...(chance() < 0.05 ? [] : [`${folder}`])];
    const after = index > 0 && chance() < needs ? [Math.floor(chance() * index)] : [];
    return { claims: [{ path, mode }], after, runMs: 10 + 200 * Math.exp(0.8 * normal()) };
  });
}

/** A clock that jumps from timer to timer. */
class VirtualClock {
  #nowMs = 0;
  #due = [];
  now = () => this.#nowMs;

  setTimer = (callback, delayMs) => {
    const due = { atMs: this.#nowMs + delayMs, callback };
    this.#due.push(due);
    return { cancel: () => (this.#due = this.#due.filter((other) => other !== due)) };
  };

  /** Lets time pass until nothing is due. */
  async run() {
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#due.length === 0) return;
      const next = this.#due.reduce((first, due) => (due.atMs < first.atMs ? due : first));
      this.#due.splice(this.#due.indexOf(next), 1);
      this.#nowMs = next.atMs;
      next.callback();
    }
  }
}

async function dispatched(batch, slots) {
  const clock = new VirtualClock();
  const work = {
    run: ({ index }) =>
      new Promise((resolve) => clock.setTimer(() => resolve(index), batch[index].runMs)),
    footprint: ({ index }) => batch[index].claims,
  };
  const bounds = { inFlightMax: slots, timeoutMs: Infinity };
  const dispatcher = createDispatcher({ tools: { work }, bounds, clock });
  const calls = batch.map(({ after }, index) => ({
    tool: "work",
    arguments: { index },
    after: after.map(String),
  }));
  const answer = dispatcher.dispatch({ calls });
  await clock.run();
  return (await answer).tookMs;
}

/** Reads that follow one another run together, a write runs alone: what most agents do. */
function gated(batch, slots) {
  let nowMs = 0;
  for (let first = 0; first < batch.length;) {
    let next = first + 1;
    const isRead = (call) => call.claims.every(({ mode }) => mode === "read");
    const fits = (call) => isRead(call) && call.after.every((need) => need < first);
    if (isRead(batch[first])) while (next < batch.length && fits(batch[next])) next += 1;
    const free = Array.from({ length: slots }, () => nowMs);
    for (const { runMs } of batch.slice(first, next)) {
      free.sort((a, b) => a - b);
      free[0] += runMs;
    }
    nowMs = Math.max(...free);
    first = next;
  }
  return nowMs;
}

function bounds(batch, slots) {
  const { edges } = conflictGraph(
    batch.map(({ claims }) => claims),
    batch.map(({ after }) => after),
  );
  const chains = batch.map(({ runMs }) => runMs);
  for (const { earlier, later } of edges.toSorted((a, b) => a.later - b.later)) {
    chains[later] = Math.max(chains[later], chains[earlier] + batch[later].runMs);
  }
  const work = batch.reduce((sum, { runMs }) => sum + runMs, 0);
  const chain = Math.max(...chains);
  const graham = work / slots + (1 - 1 / slots) * chain;
  return { work, least: Math.max(work / slots, chain), graham };
}

export async function compareMakespans() {
  const per = BATCHES / 4;
  console.log(`\n${CALLS} calls a batch, ${per} batches of each kind: time to the lower bound`);
  console.log("max(W/m, L), mean (worst); the worst to Graham's bound; the others, mean\n");
  const all = [];
  for (const [number, kind] of KINDS.entries()) {
    const rows = [];
    for (let index = 0; index < per; index += 1) {
      const batch = makeBatch(kind, chanceFrom(1_000 * number + index));
      const { work, least, graham } = bounds(batch, kind.slots);
      const tookMs = await dispatched(batch, kind.slots);
      const gate = gated(batch, kind.slots) / least;
      rows.push({ own: tookMs / least, graham: tookMs / graham, gate, sequence: work / least });
    }
    all.push(...rows);
    report(kind.name, rows);
  }
  report("all", all);
}

function report(name, rows) {
  const mean = (what) => rows.reduce((sum, row) => sum + row[what], 0) / rows.length;
  const worst = (what) => Math.max(...rows.map((row) => row[what]));
  const own = `dispatcher ${mean("own").toFixed(3)} (${worst("own").toFixed(2)})`;
  const graham = `${worst("graham").toFixed(3)} of Graham's`;
  const others = `waves ${mean("gate").toFixed(2)}, in turn ${mean("sequence").toFixed(2)}`;
  console.log(`${name.padEnd(34)}${own.padEnd(26)}${graham.padEnd(22)}${others}`);
}
