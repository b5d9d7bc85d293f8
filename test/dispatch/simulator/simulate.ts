import { getEventListeners } from "node:events";
import { createDispatcher } from "../../../src/dispatch/create-dispatcher.ts";
import type { Coordinator, LedgerRecord, LockTicket } from "../../../src/dispatch/coordinator.ts";
import { createLocalCoordinator } from "../../../src/dispatch/local-coordinator.ts";
import { Chance } from "./chance.ts";
import { checkOutcomes } from "./check-outcomes.ts";
import { Circuits } from "./circuits.ts";
import { Downstream } from "./downstream.ts";
import { checkGraham } from "./graham.ts";
import { checkMakespan } from "./makespan.ts";
import { compareWithSequential } from "./replay.ts";
import { Run, type BatchState, type CallState } from "./run.ts";
import { makeScenario, type Scenario } from "./scenario.ts";
import { SimClock, tick } from "./sim-clock.ts";
import { SimLedger } from "./sim-ledger.ts";
import { checkIdle } from "./work-conservation.ts";

/** More steps than any scenario takes: a simulation that goes on and on is a fault. */
const STEPS_MAX = 2_000;

/** What a simulation has found. */
export interface Found {
  readonly faults: readonly string[];
  readonly batches: number;
  readonly calls: number;
  readonly starts: number;
}

/** Runs the scenario of a seed and says what is wrong with it; `trace` is told what happens. */
export async function simulate(seed: number, trace?: string[]): Promise<Found> {
  const scenario = makeScenario(seed);
  const clock = new SimClock();
  const chance = new Chance(seed + 0x9e3779b9);
  const { ledger: how } = scenario;
  const ledger = how === undefined ? undefined : new SimLedger(clock, chance, how);
  const run = new Run(scenario, clock, ledger, trace);
  // Every second one opens at one failure and tries again at once, and its batches come one after
  // another, or few would ever close.
  const touchy = { callsMin: 1, windowMs: 20, openMs: 1 };
  const usual = { callsMin: 2, windowMs: 20, openMs: 5 };
  const circuit = chance.is(0.3) ? (seed % 2 === 0 ? touchy : usual) : false;
  if (circuit !== false) run.circuits = new Circuits(run, circuit);
  if (ledger !== undefined) ledger.onBegin = (id) => run.circuits?.enter(run.find(id));
  const dispatcher = createDispatcher({
    target: new Downstream(run),
    coordinator: watched(run, scenario, ledger),
    bounds: scenario.bounds,
    circuit,
    clock,
    random: chance.number,
  });
  run.dispatcher = dispatcher;
  scenario.batches.forEach((batch, index) => {
    const laterMs = circuit === touchy ? index * 10 : 0;
    run.after(batch.atMs + laterMs, () => run.dispatch(batch));
  });
  await play(run);
  for (const batch of run.batches) checkOutcomes(run, batch);
  compareWithSequential(run);
  checkMakespan(run);
  checkGraham(run);
  checkRates(run);
  checkLedger(run);
  checkRest(run);
  const { batches, entered, starts, faults } = run;
  const counts = { batches: batches.length, calls: entered.length, starts: starts.length };
  return { faults, ...counts };
}

/** Lets time pass until nothing is left to happen. */
async function play(run: Run): Promise<void> {
  const { queueMax = 1_024 } = run.scenario.bounds;
  await tick();
  for (let steps = 0; run.clock.step(); steps += 1) {
    await tick();
    checkIdle(run);
    if ((run.dispatcher?.stats().waiting ?? 0) > queueMax) run.fault("too many calls wait");
    if (steps > STEPS_MAX) return run.fault("no end");
    if (run.clock.timers === 0) giveUpHanging(run);
    await tick();
    checkIdleDispatcher(run);
  }
}

/** Without a batch, and without a call that was given up and may still run, nothing is kept. */
function checkIdleDispatcher({ dispatcher, entering, fault }: Run): void {
  if (dispatcher === undefined || entering > 0) return;
  const { batches, lingering, waiting, running, timers, locks } = dispatcher.stats();
  if (batches > 0 || lingering > 0) return;
  const { holding, resources, waiting: inLine } = locks;
  const left = { waiting, running, timers, holding, inLine, resources };
  if (Object.values(left).some((count) => count !== 0)) {
    fault(`left at rest: ${JSON.stringify(left)}`);
  }
}

/** What hangs for ever must be given up by somebody; nobody else may still be without an end. */
function giveUpHanging(run: Run): void {
  const open = run.batches.filter(({ answer }) => answer === undefined);
  if (open.length === 0) return;
  const hangs = [...run.running].some(({ plan, abortedMs }) => {
    return plan.kind === "hang" && abortedMs === undefined;
  });
  if (!hangs) return run.fault("calls wait for ever");
  for (const { controller } of open) controller.abort(new Error("it hangs"));
}

/** The local coordinator, with a note of who enters when, and at times a promise for an answer. */
function watched(run: Run, scenario: Scenario, ledger: SimLedger | undefined): Coordinator {
  const { rates, isRemote, remoteMs } = scenario;
  const local = createLocalCoordinator({ clock: run.clock, rates, ledger });
  return {
    ...local,
    enter(requests): LockTicket[] | Promise<LockTicket[]> {
      const [first] = requests;
      const batch = first === undefined ? undefined : run.find(first.owner.call).batch;
      if (batch !== undefined)
        noteEntry(
          run,
          batch,
          requests.map(({ owner }) => owner.call),
        );
      const tickets = local.enter(requests);
      const stand = (): void => {
        if (batch !== undefined) batch.standsMs = run.clock.now();
      };
      if (!isRemote) {
        stand();
        return tickets;
      }
      run.entering += 1;
      return new Promise((resolve) => {
        run.after(remoteMs, () => {
          run.entering -= 1;
          stand();
          resolve(tickets.map(withPromisesOnly));
        });
      });
    },
    takePermit(server): number | Promise<number> {
      const waitMs = local.takePermit(server);
      run.permitsFromMs.set(server, waitMs > 0 ? run.clock.now() + waitMs : -Infinity);
      return isRemote ? Promise.resolve(waitMs) : waitMs;
    },
  };
}

/** A ticket as a coordinator elsewhere gives it: what it grants is heard of later. */
function withPromisesOnly(ticket: LockTicket): LockTicket {
  return {
    get grant() {
      return ticket.grant;
    },
    get granted() {
      return ticket.granted;
    },
    waitingFor: (max) => ticket.waitingFor(max),
    release: (reason) => ticket.release(reason),
  };
}

/** Notes the calls of a batch in the order that is to be kept, found the slow way. */
function noteEntry(run: Run, batch: BatchState, asked: readonly string[]): void {
  if (batch.isEntered) run.fault("a batch enters twice");
  batch.isEntered = true;
  const order: CallState[] = [];
  const missing = (state: CallState): boolean => {
    const { needs, source } = state.call;
    const all = source === undefined ? needs : [...needs, source];
    return all.some((need) => !order.includes(batch.calls[need] as CallState));
  };
  while (order.length < batch.calls.length) {
    const next = batch.calls.find((state) => !order.includes(state) && !missing(state));
    if (next === undefined) return run.fault("the scenario has a circle");
    order.push(next);
  }
  run.entered.push(...order);
  for (const state of order) state.stands = asked.includes(state.call.id);
  const expected = order.map(({ call }) => call.id).filter((id) => asked.includes(id));
  if (expected.join() !== asked.join()) run.fault(`${asked.join()} enter in a wrong order`);
}

/** In no window of time do more calls start than the burst and the rate allow. */
function checkRates({ scenario, starts, fault }: Run): void {
  const slackMs = scenario.ledger?.delayMs ?? 0;
  for (const [server, { perSecond, burst }] of Object.entries(scenario.rates)) {
    const times = starts.filter(({ state }) => state.call.server === server);
    times.forEach(({ startedMs: fromMs }, first) => {
      for (let last = first; last < times.length; last += 1) {
        const windowMs = (times[last]?.startedMs ?? 0) - fromMs;
        // Between permit and start lies the time that the ledger takes.
        const most = burst + ((windowMs + slackMs) * perSecond) / 1_000 + 1e-6;
        if (last - first + 1 > most) fault(`${last - first + 1} starts within ${windowMs} ms`);
      }
    });
  }
}

/** What the ledger says of every call is what became of it. */
function checkLedger({ ledger, entered, fault }: Run): void {
  const records = ledger?.records ?? [];
  for (const record of records) {
    // A call that is attempted again asks for its own batch again, under another name.
    const state = entered.find(({ call, batch }) => {
      return call.id === record.call && batch.answer?.batch === record.batch;
    });
    const { state: kept, ending, call } = record;
    const last = state?.attempts.at(-1);
    if (kept === "in-doubt") fault(`${call} has an end that is not on record`);
    else if (last !== undefined && record === records.findLast((other) => isSame(other, record))) {
      const status = state?.outcome?.status;
      const isLate = last.abortedMs !== undefined && status === "unknown";
      const hasLateEnd = isLate && last.settledMs !== undefined;
      if (ending?.status !== status && !hasLateEnd) fault(`${call} is on record otherwise`);
      if (hasLateEnd && last.endedAs === "ok" && ending?.status !== "ok") {
        fault(`${call} ended well, if late, and that is not on record`);
      }
    }
  }
}

function isSame(a: LedgerRecord, b: LedgerRecord): boolean {
  return a.batch === b.batch && a.call === b.call;
}

/** At rest nothing is left. */
function checkRest(run: Run): void {
  const { batches = 1, lingering = 1 } = run.dispatcher?.stats() ?? {};
  if (batches > 0 || lingering > 0) run.fault(`${batches} batches, ${lingering} calls are left`);
  if (run.clock.timers > 0) run.fault("a timer is left");
  for (const { controller } of run.batches) {
    const listeners = getEventListeners(controller.signal, "abort").length;
    if (listeners > 0) run.fault(`${listeners} listeners are left`);
  }
}
