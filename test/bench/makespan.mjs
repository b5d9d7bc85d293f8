// @ts-nocheck It measures dist/, which is not there before a build.
// How long batches of calls with conflicts take under several policies, in virtual time, to the
// lower bound max(W/m, L): W is the time that all calls run, m the slots, L the longest chain of
// calls that conflict or need one another, in the order asked, which every policy here keeps. No
// schedule is shorter; few batches can reach it.
//
// What a policy can know of the times decides how near it comes, so they are drawn in two ways:
// for each call by itself, which nobody can foretell, and by tool, where earlier runs tell much.
import { conflictGraph, createDispatcher } from "../../dist/index.js";
import { chanceFrom, VirtualClock } from "./virtual-time.mjs";

const CALLS = 64;
/** Sets of tools of each kind, and batches of each set. */
const SETS = 4;
const BATCHES = 25;
/** Batches that a dispatcher has run before, where it is to know its tools. */
const EARLIER = 5;
const TOOLS = 12;

/** Kinds of batches: how many slots, how many things to touch, how often a call writes or needs. */
const KINDS = [
  { name: "reads mostly, 64 files, 8 slots", slots: 8, files: 64, writes: 0.1, needs: 0.05 },
  { name: "half writes, 64 files, 8 slots", slots: 8, files: 64, writes: 0.5, needs: 0.05 },
  { name: "half writes, 8 files, 8 slots", slots: 8, files: 8, writes: 0.5, needs: 0.05 },
  { name: "half writes, 64 files, 16 slots", slots: 16, files: 64, writes: 0.5, needs: 0.05 },
  { name: "many needs, 64 files, 16 slots", slots: 16, files: 64, writes: 0.3, needs: 0.4 },
  { name: "no conflicts, 16 slots", slots: 16, files: 1_000, writes: 0, needs: 0 },
];

/** How the times are drawn: log-normal with this spread among tools, and among a tool's runs. */
const TIMES = [
  { name: "each call's time by itself", tools: 0, runs: 0.8 },
  { name: "each tool has its times, runs differ little", tools: 0.8, runs: 0.3 },
  { name: "each tool has its times, runs differ more", tools: 0.8, runs: 0.6 },
];

/** What is compared: how the batch is run, and whether the dispatcher has history, or is told. */
const POLICIES = {
  "first come": ({ batch, slots }) => firstCome(batch, slots),
  "times unknown": ({ batch, slots }) => dispatched(batch, makeSubject(slots)),
  "tools known": ({ batch, veteran }) => dispatched(batch, veteran),
  "times told": ({ batch, slots }) => dispatched(batch, makeSubject(slots, true)),
  waves: ({ batch, slots }) => gated(batch, slots),
  "in turn": ({ batch }) => batch.reduce((sum, { runMs }) => sum + runMs, 0),
};
const OWN = new Set(["first come", "times unknown", "tools known", "times told"]);

const normal = (chance) =>
  Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());

/** Tools of 10 ms to some seconds. */
function makeTools(spread, chance) {
  return Array.from({ length: TOOLS }, () => 200 * Math.exp(spread * normal(chance)));
}

function makeBatch({ files, writes, needs }, tools, spread, chance) {
  return Array.from({ length: CALLS }, (_, index) => {
    const folder = Math.floor(chance() * files);
    const mode = chance() < writes ? "write" : "read";
    // One in twenty takes in a whole folder of files.
    const path = ["file", `${folder % 8}`, ...(chance() < 0.05 ? [] : [`${folder}`])];
    const after = index > 0 && chance() < needs ? [Math.floor(chance() * index)] : [];
    const tool = Math.floor(chance() * tools.length);
    const runMs = 10 + tools[tool] * Math.exp(spread * normal(chance));
    return { tool: `tool-${tool}`, claims: [{ path, mode }], after, runMs };
  });
}

/** A dispatcher in virtual time; `isTold` of every call how long it will run. */
function makeSubject(slots, isTold = false) {
  const clock = new VirtualClock();
  const work = {
    run: ({ runMs }) => new Promise((resolve) => clock.setTimer(resolve, runMs)),
    footprint: ({ claims }) => claims,
    expectedMs: isTold ? ({ runMs }) => runMs : undefined,
  };
  const tools = Object.fromEntries(Array.from({ length: TOOLS }, (_, n) => [`tool-${n}`, work]));
  const bounds = { inFlightMax: slots, timeoutMs: Infinity };
  return { clock, dispatcher: createDispatcher({ tools, bounds, clock }) };
}

async function dispatched(batch, { clock, dispatcher }) {
  const calls = batch.map(({ tool, after, claims, runMs }) => {
    return { tool, arguments: { claims, runMs }, after: after.map(String) };
  });
  const answer = dispatcher.dispatch({ calls });
  await clock.run();
  return (await answer).tookMs;
}

/** A free slot goes to the call that could have run first: the dispatcher without its ranking. */
function firstCome(batch, slots) {
  const missing = batch.map(() => 0);
  const dependents = batch.map(() => []);
  for (const { earlier, later } of edgesOf(batch)) {
    dependents[earlier].push(later);
    missing[later] += 1;
  }
  const ready = [...batch.keys()].filter((index) => missing[index] === 0);
  const running = [];
  let nowMs = 0;
  for (;;) {
    for (; running.length < slots && ready.length > 0;) {
      const index = ready.shift();
      running.push({ index, endMs: nowMs + batch[index].runMs });
    }
    if (running.length === 0) return nowMs;
    running.sort((a, b) => a.endMs - b.endMs);
    const { index, endMs } = running.shift();
    nowMs = endMs;
    for (const dependent of dependents[index]) {
      missing[dependent] -= 1;
      if (missing[dependent] === 0) ready.push(dependent);
    }
  }
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

function edgesOf(batch) {
  const footprints = batch.map(({ claims }) => claims);
  return conflictGraph(
    footprints,
    batch.map(({ after }) => after),
  ).edges;
}

function boundsOf(batch, slots) {
  const chains = batch.map(({ runMs }) => runMs);
  for (const { earlier, later } of edgesOf(batch).toSorted((a, b) => a.later - b.later)) {
    chains[later] = Math.max(chains[later], chains[earlier] + batch[later].runMs);
  }
  const work = batch.reduce((sum, { runMs }) => sum + runMs, 0);
  const chain = Math.max(...chains);
  return { least: Math.max(work / slots, chain), graham: work / slots + (1 - 1 / slots) * chain };
}

export async function compareMakespans() {
  console.log(
    `\n${CALLS} calls a batch, ${SETS * BATCHES} batches of each kind: time to the lower`,
  );
  console.log("bound max(W/m, L), mean (worst); Graham: the worst of ours to Graham's bound");
  for (const [number, times] of TIMES.entries()) {
    console.log(`\n${times.name}\n${"".padEnd(33)}${Object.keys(POLICIES).map(column).join("")}`);
    const all = [];
    for (const [place, kind] of KINDS.entries()) {
      const rows = await compareKind(kind, times, 100_000 * number + 10_000 * place);
      all.push(...rows);
      report(kind.name, rows);
    }
    report("all", all);
  }
}

async function compareKind(kind, times, seed) {
  const rows = [];
  for (let set = 0; set < SETS; set += 1) {
    const chance = chanceFrom(seed + set);
    const tools = makeTools(times.tools, chance);
    const veteran = makeSubject(kind.slots);
    for (let index = -EARLIER; index < BATCHES; index += 1) {
      const batch = makeBatch(kind, tools, times.runs, chance);
      if (index < 0) await dispatched(batch, veteran);
      else rows.push(await compareBatch({ batch, veteran, slots: kind.slots }));
    }
  }
  return rows;
}

async function compareBatch(subject) {
  const { least, graham } = boundsOf(subject.batch, subject.slots);
  const row = { graham: 0 };
  for (const [name, run] of Object.entries(POLICIES)) {
    const tookMs = await run(subject);
    row[name] = tookMs / least;
    if (OWN.has(name)) row.graham = Math.max(row.graham, tookMs / graham);
  }
  return row;
}

const column = (text) => text.padStart(15);

function report(name, rows) {
  const cells = Object.keys(POLICIES).map((policy) => {
    const ratios = rows.map((row) => row[policy]);
    const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
    return column(`${mean.toFixed(3)} (${Math.max(...ratios).toFixed(2)})`);
  });
  const graham = Math.max(...rows.map((row) => row.graham)).toFixed(3);
  console.log(`${name.padEnd(33)}${cells.join("")}   Graham ${graham}`);
}
