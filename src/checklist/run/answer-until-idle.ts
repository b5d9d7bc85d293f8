import type { ChildRequest } from "./messages.js";

/** A child that nobody has asked for so long ends. */
export const CHILD_IDLE_MS = 60_000;

/**
 * Ends this process when no request came in time, after its start or after the last answer, and
 * when the one who asks is gone.
 *
 * @param answer answers one request
 */
export function answerUntilIdle(answer: (request: ChildRequest) => Promise<void> | void): void {
  const arm = () => setTimeout(() => process.exit(0), CHILD_IDLE_MS);
  // From the start: one that was started ahead may never be asked.
  let timer = arm();
  process.on("disconnect", () => process.exit(0));
  process.on("message", (request: ChildRequest) => {
    clearTimeout(timer);
    const answered = async (): Promise<void> => {
      await answer(request);
      timer = arm();
    };
    // The parent sees a rejection as this process's end, and asks another for the rest.
    void answered().catch((error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      process.exit(1);
    });
  });
}
