// The worker's side of a worker pool: what its thread runs, and what the two sides say.

import { types } from "node:util";
import { parentPort, type MessagePort, type Transferable } from "node:worker_threads";

/** A task on its way to a worker. */
export interface TaskRequest {
  readonly id: number;
  readonly input: unknown;
}

/** What a task came to, on its way back. */
export type TaskAnswer =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly error: unknown };

/** A result of which parts are handed over instead of copied. Made by {@link handOver}. */
export class HandedOver<T> {
  readonly value: T;
  readonly transfer: readonly Transferable[];

  constructor(value: T, transfer: readonly Transferable[]) {
    this.value = value;
    this.transfer = transfer;
  }
}

/**
 * A result whose buffers change hands instead of being copied: for 64 MiB a millisecond or so
 * instead of some hundred. They are empty on this side afterwards.
 *
 * @example
 * answerTasks((size: number) => {
 *   const pixels = draw(size);
 *   return handOver(pixels, [pixels.buffer]);
 * });
 */
export function handOver<T>(value: T, transfer: readonly Transferable[]): HandedOver<T> {
  return new HandedOver(value, transfer);
}

/**
 * Answers the pool's tasks, one after the other, with what `work` returns or throws. Call it once,
 * at the top of the file that the pool was given. Input, result and error are structured clones:
 * functions cannot cross, an error keeps its message and stack but neither its class nor its own
 * properties, and a result that cannot cross fails its task.
 *
 * @example answerTasks((text: string) => createHash("sha256").update(text).digest("hex"));
 */
export function answerTasks(
  work: (input: never) => unknown,
  port: Pick<MessagePort, "on" | "postMessage"> | null = parentPort,
): void {
  if (port === null) throw new Error("answerTasks belongs into a worker; this is the main thread");
  port.on("message", (request: TaskRequest) => void answer(port, work, request));
}

async function answer(
  port: Pick<MessagePort, "postMessage">,
  work: (input: never) => unknown,
  { id, input }: TaskRequest,
): Promise<void> {
  try {
    const made = await work(input as never);
    const { value, transfer } = made instanceof HandedOver ? made : handOver(made, []);
    port.postMessage({ id, ok: true, value } satisfies TaskAnswer, transfer);
  } catch (error) {
    answerError(port, id, error);
  }
}

/** An error that cannot cross is told in words: no answer at all would hang the task. */
function answerError(port: Pick<MessagePort, "postMessage">, id: number, error: unknown): void {
  // A DOMException, such as a DataCloneError or an AbortError, would arrive as an empty object.
  const isBare = error instanceof Error && !types.isNativeError(error);
  try {
    const crossing = isBare ? new Error(String(error)) : error;
    port.postMessage({ id, ok: false, error: crossing } satisfies TaskAnswer);
  } catch {
    port.postMessage({ id, ok: false, error: new Error(inWords(error)) } satisfies TaskAnswer);
  }
}

function inWords(error: unknown): string {
  return error instanceof Error ? String(error) : "what was thrown cannot be cloned";
}
