import { lookUpNumber, type CallState, type Run } from "./run.ts";
import { World } from "./world.ts";

/**
 * Runs what has been run once more, one call after another in the order that is kept, and finds
 * fault with every result and every trace in the world that differs.
 */
export function compareWithSequential(run: Run): void {
  const world = new World();
  for (const state of run.entered) {
    replayCall(run, world, state);
    replayShared(run, world, state);
  }
  if (world.state() !== run.world.state()) run.fault("the world differs from a sequential one");
}

function replayCall(run: Run, world: World, { call, attempts }: CallState): void {
  const acted = attempts.filter(({ actedMs }) => actedMs !== undefined);
  acted.sort((a, b) => (a.actedMs ?? 0) - (b.actedMs ?? 0));
  for (const attempt of acted) {
    const result = world.act(call.work, world.look(call.work), attempt.argument);
    if (result !== attempt.result) run.fault(`${call.id} answers otherwise than in sequence`);
  }
}

/** A read that was not run takes over another's answer, which must be its own. */
function replayShared(run: Run, world: World, state: CallState): void {
  const { call, outcome, attempts, batch } = state;
  if (outcome?.sameAs === undefined || outcome.status !== "ok" || attempts.length > 0) return;
  const { work, source, argument } = call;
  const from = source === undefined ? undefined : batch.calls[source];
  const number = from === undefined ? argument : lookUpNumber(from);
  if (world.act(work, world.look(work), number) !== outcome.result?.value) {
    run.fault(`${call.id} shares an answer that is not its own`);
  }
}
