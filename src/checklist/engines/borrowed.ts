import type { Confidence, Level } from "../finding.js";

/** How a rule of another tool counts here: its item, how sure it is, and the repair. */
export interface BorrowedRule {
  item: number;
  level: Level;
  confidence: Confidence;
  /** What happens at run time; the engine's own sentence where this is missing. */
  message?: string;
  fix: string;
  /** What the engine says where its rule means something else, which is not taken over. */
  unless?: RegExp;
}

type Table = Readonly<Record<string, BorrowedRule>>;

const sure = (item: number, fix: string, message?: string): BorrowedRule => ({
  item,
  level: "fail",
  confidence: "high",
  fix,
  ...(message !== undefined && { message }),
});
const likely = (item: number, fix: string, message?: string): BorrowedRule => ({
  ...sure(item, fix, message),
  confidence: "medium",
});
const doubtful = (item: number, fix: string, message?: string): BorrowedRule => ({
  ...sure(item, fix, message),
  level: "review",
  confidence: "low",
});

const BLOCKS = "this call blocks the event loop: no other task runs until it returns";
const TO_THREAD = "use the library's asynchronous form, or await asyncio.to_thread(…)";

export const RUFF_RULES: Table = {
  ASYNC100: sure(5, "await inside the timeout or cancel scope, or remove it"),
  ASYNC105: sure(3, "await the call", "without await this call never runs"),
  ASYNC109: doubtful(8, "let the caller bound the wait: `async with asyncio.timeout(seconds)`"),
  ASYNC110: doubtful(1, "wait for an Event or Condition that the other side sets"),
  ASYNC210: sure(1, "use an asynchronous HTTP client, such as httpx.AsyncClient", BLOCKS),
  ASYNC212: sure(1, "use httpx.AsyncClient", BLOCKS),
  ASYNC220: sure(1, "use asyncio.create_subprocess_exec", BLOCKS),
  ASYNC221: sure(1, "use asyncio.create_subprocess_exec", BLOCKS),
  ASYNC222: sure(1, "use asyncio.create_subprocess_exec and await its wait()", BLOCKS),
  // A disk mostly answers at once, and many programs read their files so on purpose.
  ASYNC230: { ...likely(1, TO_THREAD, BLOCKS), level: "review" },
  ASYNC240: doubtful(1, TO_THREAD, BLOCKS),
  ASYNC250: sure(1, "await asyncio.to_thread(input, …)", BLOCKS),
  ASYNC251: sure(1, "await asyncio.sleep(…)", BLOCKS),
  RUF006: sure(3, "keep the task in a set until it is done, or use an asyncio.TaskGroup"),
  S113: sure(8, "pass `timeout=seconds`"),
  B012: {
    ...likely(4, "leave the finally block by its end", "this drops the exception in flight"),
    // Half of those that were read drop it on purpose, or there is none to drop.
    level: "review",
  },
};

/** No rule of `RUFF_RULES` finds anything in a text without one of these: ruff is spared it. */
export const RUFF_WORDS = /async|trio|anyio|requests|httpx|create_task|ensure_future|finally/;

export const OXLINT_RULES: Table = {
  "oxc/no-async-endpoint-handlers": doubtful(4, "pass the error on: `.catch(next)`"),
  "promise/no-multiple-resolved": doubtful(4, "return after the first resolve or reject"),
  "promise/no-return-in-finally": doubtful(4, "return after the chain, not in finally"),
  "eslint/no-unsafe-finally": sure(4, "leave the finally block by its end"),
  "eslint/no-async-promise-executor": sure(
    3,
    "make the executor synchronous and await before it",
    "an error in this async executor rejects nothing: the promise stays pending for ever",
  ),
  "unicorn/no-await-in-promise-methods": likely(
    1,
    "pass the promise itself",
    "the await runs before the others are started: what looks parallel is one after another",
  ),
};

/** Those that need types. */
export const OXLINT_TYPED_RULES: Table = {
  "typescript/no-floating-promises": sure(
    3,
    "await it, return it, or end it with .catch(…) that deals with the error",
    "nobody waits for this promise: its rejection is unhandled and its end is not known",
  ),
  "typescript/no-misused-promises": likely(
    3,
    "await it first, or pass a function that is not async",
  ),
  "typescript/await-thenable": doubtful(
    3,
    "remove the await, or return the promise that was meant",
  ),
  // Outside try it asks for less: to leave an await away, which only keeps the stack.
  "typescript/return-await": {
    ...likely(
      4,
      "write `return await`",
      "this returns before the promise settles: the catch or finally around it is over by then",
    ),
    unless: /not allowed/,
  },
};

/** Items that rules look at, without those that are switched off. */
export const itemsOf = (
  table: Table,
  origin: "ruff" | "oxlint",
  off: ReadonlySet<string>,
): ReadonlySet<number> =>
  new Set(
    Object.entries(table).flatMap(([rule, { item }]) => (off.has(`${origin}/${rule}`) ? [] : item)),
  );
