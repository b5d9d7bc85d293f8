import { fault, type PlantedFault } from "./planted-fault.ts";

const SLOT_BEFORE_LOCK: PlantedFault = {
  name: "a slot is taken before the lock",
  edits: [
    {
      file: "dispatch/steps.ts",
      replace: "    if (ticket.whenGranted !== undefined) {",
      by: "    this.#lineUp(call);\n    if (ticket.whenGranted !== undefined) {",
    },
    {
      file: "dispatch/steps.ts",
      replace: "    if (call.rare.resume !== undefined) return goOn(call);",
      by: `    if (call.rare.resume !== undefined) return goOn(call);
    if (!call.isGranted || call.pending > 0) return;`,
    },
    {
      file: "dispatch/steps.ts",
      replace: "    if (spec.idempotencyKey === undefined) this.#lineUp(call);",
      by: `    if (call.slots === 3) return this.start(call, this.#parts.clock.now());
    if (call.lane !== undefined) return;
    if (spec.idempotencyKey === undefined) this.#lineUp(call);`,
    },
  ],
};

/** Calls that overlap or overtake, though they must not, or wait, though they need not. */
export const ORDER_FAULTS: readonly PlantedFault[] = [
  SLOT_BEFORE_LOCK,
  fault(
    "a resource does not include what is below it",
    "primitives/resource-lock.ts",
    "for (const segment of path) node = node.child(segment);",
    'node = node.child(path.join("/"));',
  ),
  fault(
    "every resource is the whole tree",
    "dispatch/entry.ts",
    "claims: (profile as CallProfile).footprint,",
    "claims: (profile as CallProfile).footprint.map((claim) => ({ ...claim, path: [] })),",
  ),
  fault(
    "a write is locked as a read",
    "primitives/resource-lock.ts",
    'mode === "write" ? WRITE : READ',
    "READ",
  ),
  fault(
    "a read is locked as a write",
    "dispatch/entry.ts",
    "claims: (profile as CallProfile).footprint,",
    'claims: (profile as CallProfile).footprint.map((claim) => ({ ...claim, mode: "write" })),',
  ),
  fault(
    "readers join readers ahead of a waiting writer",
    "primitives/resource-group.ts",
    "if (this.node.lastInConflict(this.kind) >= this.first) return false;",
    "",
  ),
  fault(
    "a group looks for conflicts at its own node only",
    "primitives/resource-group.ts",
    "return this.above === undefined || this.above.isOpen();",
    "return true;",
  ),
  fault(
    "the first of several resources is enough",
    "primitives/resource-request.ts",
    "if (!group.join(this)) this.pending += 1;",
    "if (!group.join(this)) this.pending = 1;",
  ),
  fault(
    "a read takes no lock",
    "dispatch/entry.ts",
    "return !isReadOnly || (profile?.footprint.length ?? 0) > 0;",
    "return !isReadOnly;",
  ),
  fault(
    "identical reads are one, whatever is written in between",
    "dispatch/identical-reads.ts",
    "if (seen < leader.place) return follow(call, leader.call);",
    "return follow(call, leader.call);",
  ),
  fault(
    "identical reads are one, whatever they need",
    "dispatch/identical-reads.ts",
    "${JSON.stringify([server ?? null, tool])}${args}${needed};${timeoutMs}",
    "${JSON.stringify([server ?? null, tool])}${args};${timeoutMs}",
    449,
  ),
  fault(
    "dependencies are ignored",
    "dispatch/batch-run.ts",
    "if (call.spec.needs.length > 0) this.#joinNeeds(call);",
    "if (call.spec.needs.length > 100) this.#joinNeeds(call);",
  ),
  fault(
    "of several dependencies, one is enough",
    "dispatch/endings.ts",
    "      dependent.pending -= 1;\n      if (dependent.pending === 0)",
    "      dependent.pending = 0;\n      if (dependent.pending === 0)",
    129,
  ),
  fault(
    "a call needs another one to have ended, however",
    "dispatch/endings.ts",
    'const isOk = call.outcome?.status === "ok";',
    "const isOk = true;",
  ),
  fault(
    "calls stand in the order in which they are asked for, whatever they need",
    "dispatch/batch-run.ts",
    "return this.admitted.order.map((index) => this.calls[index] as CallRun);",
    "return this.calls;",
  ),
  fault(
    "who came last gets the next slot",
    "dispatch/slots.ts",
    "    this.#line.push(call);",
    "    this.#line.unshift(call);",
  ),
  fault(
    "the least urgent call goes first",
    "dispatch/line.ts",
    "a.urgency > b.urgency",
    "a.urgency < b.urgency",
  ),
  fault(
    "of equally urgent calls the last one goes first",
    "dispatch/line.ts",
    "a.arrival < b.arrival",
    "a.arrival > b.arrival",
  ),
  fault(
    "a call that is more urgent keeps its own turn besides the one it takes",
    "dispatch/line.ts",
    "if (before !== undefined && before !== head) {",
    "if (before !== undefined && before === next) {",
  ),
  fault(
    "the most urgent call goes first, of whatever batch it is",
    "dispatch/line.ts",
    "return this.#ranked.get(head.batch)?.first ?? head;",
    `const firsts = [...this.#ranked.values()].map(({ first }) => first as T);
    return firsts.toSorted((a, b) => b.urgency - a.urgency)[0] ?? head;`,
  ),
  fault(
    "urgency counts the calls that need a call, and not those that conflict with it",
    "dispatch/urgency.ts",
    "  for (const claim of footprint) raise(call, later.longestAfter(claim));\n",
    "",
  ),
  fault(
    "urgency counts the calls that conflict with a call, and not those that need it",
    "dispatch/urgency.ts",
    "    for (const need of call.spec.needs) raise(batch.calls[need] as CallRun, call.urgency);\n",
    "",
  ),
  fault(
    "calls that read the same keep each other waiting, as far as urgency goes",
    "dispatch/urgency.ts",
    'const alsoReads = mode === "write";',
    "const alsoReads = true;",
  ),
  fault(
    "urgency takes no notice of what is above a resource",
    "dispatch/urgency.ts",
    "longest = Math.max(longest, node.write, alsoReads ? node.read : 0);",
    "",
  ),
  fault(
    "urgency takes no notice of what is below a resource",
    "dispatch/urgency.ts",
    "return Math.max(longest, node.writeAtOrBelow, alsoReads ? node.readAtOrBelow : 0);",
    "return Math.max(longest, node.write, alsoReads ? node.read : 0);",
  ),
  fault(
    "what the target expects of a call is not heard",
    "dispatch/run-times.ts",
    "const toldMs = profile?.expectedMs;",
    "const toldMs = profile === undefined ? 1 : undefined;",
  ),
  fault(
    "who has its resources lines up after the slots have been given away",
    "dispatch/slots.ts",
    "      this.#parts.handlers.lineUpGranted();\n      while",
    "      while",
  ),
  fault("tokens do not rise", "dispatch/local-coordinator.ts", "    this.#token += 1;\n", ""),
  fault(
    "a call that dispatches keeps its slot meanwhile",
    "dispatch/nesting.ts",
    "  slots.release(parent);\n",
    "",
  ),
  fault(
    "a call may wait for one that waits for it",
    "dispatch/nesting.ts",
    "return other.state === RUNNING && (other.rare.nested?.size ?? 0) === 0;",
    "return true;",
  ),
  fault(
    "nobody is sent for the slot that a late answer sets free",
    "dispatch/endings.ts",
    "    this.release(call);\n    this.#parts.slots.pump();\n  }\n\n  /** Gives back",
    "    this.release(call);\n  }\n\n  /** Gives back",
  ),
  fault(
    "what is learned while a batch runs is not heard by those that wait in line",
    "dispatch/urgency.ts",
    "for (const line of lines) line.rankAgain(batch, standing);",
    "",
    5_400,
  ),
  fault(
    "a tool that is at work counts as any other until its first call has ended",
    "dispatch/run-times.ts",
    "elapsed?.get(lane) ?? 0",
    "0",
    22_700,
  ),
  fault(
    "what is learned of one tool counts for all",
    "dispatch/run-times.ts",
    "lane.runMs.value ?? guessedMs",
    "all.value ?? guessedMs",
    2_000,
  ),
  fault(
    "calls ranked anew keep the urgency they had",
    "dispatch/urgency.ts",
    "  batch.forgetUrgencies();\n",
    "",
  ),
];
