import { fault, type PlantedFault } from "./planted-fault.ts";

/** Slots that idle while a call could run, where failures, clocks and several batches meet. */
export const IDLE_FAULTS: readonly PlantedFault[] = [
  fault(
    "a lent slot idles until the batch is in",
    "dispatch/nesting.ts",
    "  queueMicrotask(() => slots.pump());\n",
    "",
  ),
  fault(
    "who wants back a slot that was lent stands behind those who wait for permits",
    "dispatch/slots.ts",
    "if (server.paced.size > 0 && call.rare.resume === undefined)",
    "if (server.paced.size > 0)",
    6369,
  ),
  fault(
    "a call keeps its slot between two attempts",
    "dispatch/attempts.ts",
    "    slots.release(call);\n    call.timer",
    "    call.timer",
  ),
  fault(
    "nobody is sent for the slot that a quarantine sets free",
    "dispatch/endings.ts",
    "      this.release(call);\n      slots.pump();\n",
    "      this.release(call);\n",
  ),
  fault(
    "nobody asks for a permit when there is one again",
    "dispatch/slots.ts",
    "      server.wake = undefined;\n      this.#sendScout(server);\n      this.pump();",
    "      server.wake = undefined;\n      this.#sendScout(server);",
  ),
  fault(
    "with one permit goes one call, however many there are",
    "dispatch/slots.ts",
    "      this.#start(call);\n      return this.#sendScout(server);",
    "      return this.#start(call);",
  ),

  fault(
    "the slot of a server goes to nobody when its call has ended",
    "dispatch/slots.ts",
    '        next.waited("server-slot", this.#parts.clock.now(), call);\n',
    "        if (server.running > 0) return server.line.unshift(next);\n",
  ),
  fault(
    "a call refused by its circuit keeps the slot of its tool",
    "dispatch/slots.ts",
    "    if (had >= TOOL_SLOT) {",
    "    if (had >= TOOL_SLOT && call.hasStarted) {",
  ),
  fault(
    "who found the ledger without an answer is not sent on",
    "dispatch/steps.ts",
    "          this.#answered(call, record);\n          this.#parts.slots.pump();",
    "          this.#answered(call, record);",
  ),
  fault(
    "the next call with the same key waits for the slot that comes free next",
    "dispatch/endings.ts",
    "    if (successor.pending === 0) this.#goOn(successor, call);",
    "    if (successor.pending === 0) queueMicrotask(() => this.#goOn(successor, call));",
    929,
  ),
  fault(
    "a batch that is let in late waits for the next slot that comes free",
    "dispatch/entry.ts",
    "    queueMicrotask(() => slots.pump());",
    "    if (this.#entering === undefined) queueMicrotask(() => slots.pump());",
  ),
];
