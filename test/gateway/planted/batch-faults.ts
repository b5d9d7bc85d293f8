import { caught, edit, hangs, type CaughtFault } from "./caught-fault.ts";

const DISPATCH = "test/wire/dispatch.test.ts";

/** Mistakes between a batch and those who ask for it; found through the command as it is built. */
export const BATCH_FAULTS: readonly CaughtFault[] = [
  caught(
    "the outcome of a write that was lost is failed instead of unknown",
    DISPATCH,
    "what the call did is unknown",
    edit(
      "tools/dispatch-target.ts",
      '    case "connection-lost":\n      return new ConnectionLost(message, {',
      '    case "connection-lost":\n      return new ToolFailed(message, {',
    ),
  ),
  hangs(
    "a client that gives up does not reach the calls of its batch",
    DISPATCH,
    "a client that gives up reaches the server that works for it",
    edit(
      "tools/dispatch-target.ts",
      "const limits = { timeoutMs: LINGER_MS, lingerMs: LINGER_MS, hash: profile.tag };",
      `const limits = { timeoutMs: LINGER_MS, lingerMs: LINGER_MS, hash: profile.tag };
      signal = new AbortController().signal;`,
    ),
  ),
  caught(
    "what changes something runs where only reading is allowed",
    DISPATCH,
    "what changes something is refused, with the line that would allow it",
    edit(
      "tools/dispatch-target.ts",
      "if (isConsented || (isAllowed(needed, allowed) && !isChanged)) return judged;",
      "if (isConsented || isAllowed(needed, allowed) || !isChanged) return judged;",
    ),
  ),
  caught(
    "a user who declines has agreed",
    DISPATCH,
    "what changes something runs if the user says yes, and only then",
    edit(
      "wire/tool-call.ts",
      "CONSENT, consentForm)?.run === true;",
      "CONSENT, consentForm)?.run !== false;",
    ),
  ),
  caught(
    "a batch may dispatch batches",
    DISPATCH,
    "a batch cannot dispatch",
    edit("tools/own-tools.ts", "hints.readOnly && hints.idempotent);", "hints !== undefined);"),
    edit(
      "tools/tools.ts",
      "openStation(reading)",
      "openStation([...reading, createDispatchTool(station)])",
    ),
  ),
  caught(
    "of a call that ends the client hears nothing before the answer",
    DISPATCH,
    "progress tells of every call that ends",
    edit(
      "wire/tool-call.ts",
      "if (progressToken === undefined || done <= this.#sent) return;",
      "if (progressToken === undefined || done < total) return;",
    ),
  ),
  caught(
    "an answer is cut and nobody says where the rest is",
    DISPATCH,
    "a long answer is cut where it is said, and read to its end",
    edit(
      "tools/batch-answer.ts",
      "    ...(piece.next !== undefined && { cursor: cursorFor(outcome.id, piece.next) }),\n",
      "",
    ),
  ),
];
