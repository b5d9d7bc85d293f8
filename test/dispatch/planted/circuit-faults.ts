import { fault, type PlantedFault } from "./planted-fault.ts";

const BREAKER = "primitives/circuit-breaker.ts";

const KEEPS_NOBODY_OUT: PlantedFault = {
  name: "an open circuit keeps nobody out",
  edits: [
    {
      file: "dispatch/steps.ts",
      replace: "    if (opensInMs <= 0) return true;",
      by: "    if (opensInMs <= 0 || call.attempts === 0) return true;",
    },
    {
      file: "dispatch/steps.ts",
      replace:
        "        return this.#refuse(call, error instanceof CircuitOpen ? error.retryAfterMs : 0);",
      by: "        if (!(error instanceof CircuitOpen)) throw error;",
    },
  ],
};

/** Circuits that open, try, close or count otherwise than they say. */
export const CIRCUIT_FAULTS: readonly PlantedFault[] = [
  fault(
    "a circuit opens one call too late",
    BREAKER,
    "all.calls >= callsMin &&",
    "all.calls > callsMin &&",
  ),
  fault(
    "a circuit opens before enough calls were made",
    BREAKER,
    "all.calls >= callsMin &&",
    "all.calls >= callsMin - 1 &&",
  ),
  fault(
    "a circuit opens at fewer failures than it takes",
    BREAKER,
    "all.failures / all.calls >= failureRatio",
    "all.failures > 0",
    769,
  ),
  KEEPS_NOBODY_OUT,
  fault(
    "several calls at once try whether a server is back",
    BREAKER,
    'if (phase.state === "half-open" || pauseMs > 0)',
    "if (pauseMs > 0)",
    769,
  ),
  fault(
    "a call that found the server back does not close the circuit",
    BREAKER,
    '    else this.#phase = { state: "closed", slices: new Map() };',
    '    else this.#phase = { state: "open", sinceMs: phase.sinceMs };',
    5985,
  ),
  fault(
    "a call that found the server still away closes the circuit",
    BREAKER,
    '    else if (result === "failure") this.#open();\n',
    "",
    1601,
  ),
  fault(
    "a circuit forgets what it knows when its time is over",
    BREAKER,
    '    return (this.#phase = { state: "half-open", sinceMs: phase.sinceMs });',
    '    return (this.#phase = { state: "closed", slices: new Map() });',
    769,
  ),
  fault(
    "a given-up call that tried keeps the circuit half open for ever",
    BREAKER,
    '} else if (result === "void") this.#phase = { state: "open", sinceMs: phase.sinceMs };',
    '} else if (result === "void") return;',
    15_425,
  ),
  fault(
    "a circuit never forgets old failures",
    BREAKER,
    "      if (slice <= left) slices.delete(slice);",
    "      if (slice < 0) slices.delete(left);",
    769,
  ),
  fault(
    "what began before the circuit opened decides whether it closes",
    BREAKER,
    "      if (phase === this.#phase) this.#settle(phase, result);",
    "      this.#settle(this.#phase, result);",
    5217,
  ),
  fault(
    "a failure of the tool's own kind counts against its server",
    "dispatch/attempts.ts",
    "error instanceof ConnectionLost || isUnreachable(error);",
    "error !== undefined;",
  ),
  fault(
    "a server that asks for a pause counts as out of reach",
    "dispatch/attempts.ts",
    "return error instanceof NotSent && error.retryAfterMs === undefined;",
    "return error instanceof NotSent;",
  ),
  fault(
    "a call that its caller gave up counts against its server",
    "dispatch/endings.ts",
    'call.tellCircuit?.(how.error?.code === "timeout" ? "failure" : "void");',
    'call.tellCircuit?.("failure");',
  ),
  fault(
    "a server that does not answer in time is well",
    "dispatch/endings.ts",
    'call.tellCircuit?.(how.error?.code === "timeout" ? "failure" : "void");',
    'call.tellCircuit?.("void");',
    865,
  ),
  fault(
    "one circuit for all servers",
    "dispatch/lanes.ts",
    "server === undefined || circuit === undefined ? undefined : new CircuitBreaker(circuit),",
    `server === undefined || circuit === undefined
          ? undefined
          : ([...this.#servers.values()].find((other) => other.circuit !== undefined)?.circuit ??
            new CircuitBreaker(circuit)),`,
  ),
  fault(
    "who is refused is told a wrong time to come back",
    "dispatch/steps.ts",
    "retryAfterMs: Math.ceil(retryAfterMs) };",
    "retryAfterMs: Math.ceil(retryAfterMs) + 1 };",
  ),
];
