// The waiting room that every lock and limiter here shares: first in, first out, and anyone may
// leave early. A doubly linked list, because an aborted waiter must leave from the middle in O(1);
// an array would cost a scan per abort, and a tombstone left in place would be a leak for as long
// as the waiters ahead of it hold still.

/** Thrown to whoever would have been one waiter too many. Nothing was queued. */
export class QueueFull extends Error {
  override readonly name = "QueueFull";
  readonly code = "queue-full";
  /** How many may wait. */
  readonly waitingMax: number;

  constructor(waitingMax: number) {
    super(`the queue is full: ${waitingMax} are waiting already, and no more may`);
    this.waitingMax = waitingMax;
  }
}

/** One place in the queue: what is asked for, and the promise that is owed. */
interface Waiter<Request, Grant> {
  readonly request: Request;
  resolve: (grant: Grant) => void;
  reject: (reason: unknown) => void;
  unlink: (() => void) | undefined;
  before: Waiter<Request, Grant> | undefined;
  after: Waiter<Request, Grant> | undefined;
}

/** Stands where the promise's own functions come in a moment. */
const unowed = (): void => {};

/**
 * Requests waiting in the order they came, each with a promise that is settled exactly once: by
 * {@link grant}, by its own signal, or by {@link rejectAll}. The signal's listener is removed in
 * all three cases.
 */
export class WaiterQueue<Request, Grant> {
  #head: Waiter<Request, Grant> | undefined;
  #tail: Waiter<Request, Grant> | undefined;
  #size = 0;
  #sizeMax = 0;
  readonly #waitingMax: number;

  /** At most `waitingMax` may wait at a time; without it the caller bounds the queue. */
  constructor(waitingMax = Number.POSITIVE_INFINITY) {
    this.#waitingMax = waitingMax;
  }

  /** How many wait now. */
  get size(): number {
    return this.#size;
  }

  /** The most that ever waited at once. */
  get sizeMax(): number {
    return this.#sizeMax;
  }

  /** What the first in the queue asks for. */
  get first(): Request | undefined {
    return this.#head?.request;
  }

  /**
   * Queues a request at the end. Rejects with the signal's reason when it is aborted; the waiter
   * has left by the time `onLeave` is called, so that those behind it can be looked at again.
   */
  wait(request: Request, signal?: AbortSignal, onLeave?: () => void): Promise<Grant> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (this.#size >= this.#waitingMax) return Promise.reject(new QueueFull(this.#waitingMax));
    const waiter = this.#append(request);
    if (signal !== undefined) this.#follow(waiter, signal, onLeave);
    return new Promise((resolve, reject) => {
      waiter.resolve = resolve;
      waiter.reject = reject;
    });
  }

  /** Settles the first waiter with `grant` and takes it out. The queue must not be empty. */
  grant(grant: Grant): void {
    const waiter = this.#head;
    if (waiter === undefined) throw new Error("invariant: a grant needs a waiter");
    this.#remove(waiter);
    waiter.unlink?.();
    waiter.resolve(grant);
  }

  /** Rejects every waiter, in order, with the same reason. */
  rejectAll(reason: unknown): void {
    for (let waiter = this.#head; waiter !== undefined; waiter = this.#head) {
      this.#remove(waiter);
      waiter.unlink?.();
      waiter.reject(reason);
    }
  }

  /** Lets a waiter leave when `signal` is aborted. */
  #follow(waiter: Waiter<Request, Grant>, signal: AbortSignal, onLeave?: () => void): void {
    const onAbort = (): void => {
      this.#remove(waiter);
      waiter.reject(signal.reason);
      onLeave?.();
    };
    signal.addEventListener("abort", onAbort, { once: true });
    waiter.unlink = () => signal.removeEventListener("abort", onAbort);
  }

  #append(request: Request): Waiter<Request, Grant> {
    const before = this.#tail;
    const waiter: Waiter<Request, Grant> = {
      request,
      resolve: unowed,
      reject: unowed,
      unlink: undefined,
      before,
      after: undefined,
    };
    if (before === undefined) this.#head = waiter;
    else before.after = waiter;
    this.#tail = waiter;
    this.#size += 1;
    if (this.#size > this.#sizeMax) this.#sizeMax = this.#size;
    return waiter;
  }

  #remove(waiter: Waiter<Request, Grant>): void {
    const { before, after } = waiter;
    if (before === undefined) this.#head = after;
    else before.after = after;
    if (after === undefined) this.#tail = before;
    else after.before = before;
    // An old node that is garbage must not keep the younger ones alive that came after it.
    waiter.before = undefined;
    waiter.after = undefined;
    this.#size -= 1;
  }
}
