import type { AdmittedCall } from "./admit.js";
import type { CallProfile, CallTarget, PlannedCall } from "./call.js";

/** How many calls are described at a time, where that takes a promise. */
const AT_ONCE = 64;

/** Takes what is known of a call. */
type Receive = (index: number, found: CallProfile | { readonly fault: unknown }) => void;

/**
 * Asks the target about every call. Nothing to wait for if it answers at once, which spares the
 * calls of a library all promises. A call that cannot be described is handed over with the fault.
 */
export function describeAll(
  target: CallTarget,
  calls: readonly AdmittedCall[],
  receive: Receive,
  from = 0,
): Promise<void> | undefined {
  const asked: Promise<void>[] = [];
  for (let index = from; index < calls.length; index += 1) {
    const answer = describeOne(target, calls[index] as AdmittedCall, index, receive);
    if (answer !== undefined) asked.push(answer);
    if (asked.length === AT_ONCE) {
      return Promise.all(asked).then(() => describeAll(target, calls, receive, index + 1));
    }
  }
  return asked.length === 0 ? undefined : Promise.all(asked).then(() => undefined);
}

function describeOne(
  target: CallTarget,
  call: AdmittedCall,
  index: number,
  receive: Receive,
): Promise<void> | undefined {
  try {
    const found = target.describe(plannedCall(call));
    if (!("then" in found)) {
      receive(index, found);
      return undefined;
    }
    return Promise.resolve(found).then(
      (profile) => receive(index, profile),
      (fault: unknown) => receive(index, { fault }),
    );
  } catch (fault) {
    receive(index, { fault });
    return undefined;
  }
}

const NOTHING_PENDING: readonly string[] = [];

/** The call as it is known now: arguments that hold a reference are left out as a whole. */
function plannedCall(call: AdmittedCall): PlannedCall {
  const { id, server, tool, arguments: args, references, isConsented } = call;
  // Written out: copying an object into another costs many times what making one does.
  if (references.length === 0) {
    return { id, server, tool, isConsented, arguments: args, pending: NOTHING_PENDING };
  }
  const pending = [...new Set(references.map(({ at }) => String(at[0])))];
  const there = Object.entries(args).filter(([name]) => !pending.includes(name));
  return { id, server, tool, isConsented, arguments: Object.fromEntries(there), pending };
}
