import { fault, type PlantedFault } from "./planted-fault.ts";

/** Calls that start, or start again, when they must not; and what they hold meanwhile. */
export const CLOCK_FAULTS: readonly PlantedFault[] = [
  fault(
    "a call is sent without a look whether it was given up while the ledger wrote",
    "dispatch/steps.ts",
    "    this.#parts.journal.begun(call);\n    if (call.state === ENDED) return;",
    "    this.#parts.journal.begun(call);",
  ),
  fault(
    "a timed-out write gives its resources back at once",
    "dispatch/endings.ts",
    "if (stillRuns || restlessUntilMs > nowMs) this.#linger(call, restlessUntilMs);\n    else ",
    "",
  ),
  fault(
    "the quarantine is too short",
    "dispatch/endings.ts",
    "stillRuns ? nowMs + quarantineMs :",
    "stillRuns ? nowMs + quarantineMs / 8 :",
  ),
  fault(
    "a lost connection needs no quarantine",
    "dispatch/attempts.ts",
    "    if (mayGoOn(call, error)) {\n",
    "    if (mayGoOn(call, error) && call.attempts > 1_000) {\n",
  ),
  fault(
    "a lost connection is the end of the call on the other side",
    "dispatch/attempts.ts",
    "if (!mayGoOn(call, error)) this.#parts.endings.settledLate",
    "this.#parts.endings.settledLate",
    673,
  ),
  fault(
    "the deadline stops what runs, and what waits starts late",
    "dispatch/engine.ts",
    "const giveUp = (): void => this.#endings.giveUpAll(batch, tookTooLong(deadlineMs));",
    `const giveUp = (): void => {
        const running = batch.calls.filter(({ hasStarted }) => hasStarted);
        this.#endings.giveUpEach(running, tookTooLong(deadlineMs));
      };`,
  ),
  fault(
    "who has waited too long starts all the same",
    "dispatch/engine.ts",
    "      this.#endings.giveUpEach(late, why);",
    "      if (late.length > 1_000) this.#endings.giveUpEach(late, why);",
  ),
  fault(
    "an attempt is paid for with the time that the call has waited",
    "dispatch/attempts.ts",
    "const dueMs = nowMs + timeoutMs - call.ranMs;",
    "const dueMs = call.batch.admittedMs + timeoutMs;",
  ),
  fault(
    "one call's slot starts another that is about to be given up with it",
    "dispatch/endings.ts",
    `    this.#parts.slots.hold(() => {
      for (const call of calls) this.giveUp(call, why);
    });`,
    "    for (const call of calls) this.giveUp(call, why);",
    289,
  ),
  fault(
    "running calls are not told that they were given up",
    "dispatch/endings.ts",
    "if (state === RUNNING) context?.abort(reason);",
    "",
  ),
  fault(
    "an abort before the batch came is not seen",
    "dispatch/engine.ts",
    "const aborted = signal?.aborted ? signal : parentSignal(parent);",
    "const aborted = signal?.aborted ? signal : undefined;",
    1217,
  ),
  fault(
    "calls that a given-up call has dispatched go on",
    "dispatch/endings.ts",
    "for (const batch of nested ?? []) this.giveUpAll(",
    "for (const batch of nested ?? []) if (batch.isOver) this.giveUpAll(",
    353,
  ),
  fault(
    "fail-fast forgets the calls that wait for a slot",
    "dispatch/endings.ts",
    "if (state !== WAITING && state !== QUEUED && state !== PAUSED) continue;",
    "if (state !== WAITING && state !== PAUSED) continue;",
  ),
  fault(
    "a write is tried again",
    "dispatch/attempts.ts",
    "if (!call.isReadOnly && profile?.idempotent !== true) return undefined;",
    "",
  ),
  fault(
    "a failure that the tool itself reports is tried again",
    "dispatch/attempts.ts",
    "if (error instanceof ToolFailed || call.ranMs >= spec.timeoutMs) return undefined;",
    "if (error instanceof ToolFailed) return 0;",
  ),
  fault(
    "one attempt too many",
    "dispatch/attempts.ts",
    "call.attempts >= bounds.attemptsMax ||",
    "call.attempts > bounds.attemptsMax ||",
  ),
  fault(
    "Retry-After is ignored by the call",
    "dispatch/attempts.ts",
    "error instanceof NotSent ? Math.max(0, error.retryAfterMs ?? 0) : 0",
    "0",
  ),
  fault(
    "Retry-After is ignored by the other calls of the server",
    "dispatch/attempts.ts",
    "if (server !== undefined) this.#parts.coordinator.pause(server, error.retryAfterMs);",
    "",
    289,
  ),
  fault(
    "between two attempts others come in",
    "dispatch/attempts.ts",
    "    slots.release(call);\n    call.timer",
    "    slots.release(call);\n    call.ticket?.release();\n    call.timer",
  ),
  fault(
    "the ledger writes while the call runs",
    "dispatch/steps.ts",
    "if (begun === undefined) return attempts.launch(call, nowMs);",
    "begun?.catch(() => {});\n    return attempts.launch(call, nowMs);",
  ),
  fault(
    "what the ledger knows of a key is not asked for",
    "dispatch/steps.ts",
    "const known = record === undefined ? undefined : recordedEnd(record, call);",
    "const known = record === undefined ? undefined : undefined;",
  ),
  fault(
    "two calls with one key do not wait for one another",
    "dispatch/entry.ts",
    "if (before === undefined) return;",
    "return;",
  ),
  fault(
    "an entry in the middle of a heap is taken out, and it is a heap no more",
    "dispatch/heap.ts",
    "    this.#rise(last);\n    this.#sink(last);\n",
    "",
  ),
];
