// A bounded queue between tasks that closes (Hoare, "Communicating Sequential Processes", 1978;
// closing as in Python's `Queue.shutdown`). A full channel holds its producers back: memory stays
// at `capacity` items plus one for every producer that waits.
//
// Items are handed over inside `put` and `get`, never "somebody wakes and looks again": an abort
// falls before the hand-over or after it, not between, and no item is lost or seen twice.
// Rejected: an end marker put into the queue. It takes one for each consumer, and producers must
// agree on who puts them. Cost: O(1) each; a ring that grows up to `capacity` and is kept.

import { requireWhole } from "./range.js";
import { WaiterQueue } from "./waiter-queue.js";

/** What a put rejects with once the channel was closed, and a get once it is also drained. */
export class ChannelClosed extends Error {
  override readonly name = "ChannelClosed";
  readonly code = "channel-closed";

  constructor() {
    super("the channel is closed");
  }
}

/** How a channel is asked. */
export interface ChannelOptions {
  /** Ends the wait: the promise rejects with the signal's reason, and no item has moved. */
  signal?: AbortSignal | undefined;
}

/** What a channel looks like at one moment. */
export interface ChannelStats {
  /** Items it can hold. */
  readonly capacity: number;
  /** Items it holds, and the most it ever held. */
  readonly size: number;
  readonly sizeMax: number;
  /** Puts that wait for room, and the most that ever did. */
  readonly putting: number;
  readonly puttingMax: number;
  /** Gets that wait for an item, and the most that ever did. */
  readonly getting: number;
  readonly gettingMax: number;
  /** Whether it takes no more items. */
  readonly closed: boolean;
}

/**
 * Hands items from producers to consumers in the order they were put; waiting puts and gets are
 * served first come, first served. Each item goes to one consumer.
 *
 * @example
 * const lines = new Channel<string>(100);
 * const reader = readInto(lines, { signal }).then(() => lines.close(), (e) => lines.fail(e));
 * for await (const line of lines.items({ signal })) await store(line);
 * await reader;
 */
export class Channel<T> {
  readonly #capacity: number;
  readonly #putters: WaiterQueue<{ readonly item: T }, void>;
  readonly #getters: WaiterQueue<void, T>;
  readonly #ring: (T | undefined)[] = [];
  #head = 0;
  #size = 0;
  #sizeMax = 0;
  #end: { readonly reason: unknown; readonly failed: boolean } | undefined;

  /**
   * @param capacity items it holds, a whole number from 0 up; throws `OutOfRange` otherwise. At 0
   *   every put waits for its get.
   * @param waitingMax puts that may wait, and likewise gets; one more is refused with `QueueFull`.
   *   No bound if left out: then the caller bounds how many ask.
   */
  constructor(capacity: number, waitingMax?: number) {
    requireWhole("capacity", capacity, 0);
    if (waitingMax !== undefined) requireWhole("waitingMax", waitingMax, 0);
    this.#capacity = capacity;
    this.#putters = new WaiterQueue(waitingMax);
    this.#getters = new WaiterQueue(waitingMax);
  }

  /**
   * Waits until the channel has taken the item. Rejects, and then the item is not in the channel,
   * with the signal's reason if it is aborted first, with `QueueFull` if nobody more may wait, and
   * with `ChannelClosed` or the error of {@link fail} if the channel has ended or ends meanwhile.
   */
  async put(item: T, { signal }: ChannelOptions = {}): Promise<void> {
    signal?.throwIfAborted();
    if (this.tryPut(item)) return;
    await this.#putters.wait({ item }, signal);
  }

  /** Puts now or not at all: false if there is no room. Throws what {@link put} rejects with. */
  tryPut(item: T): boolean {
    if (this.#end !== undefined) throw this.#end.reason;
    if (this.#getters.size > 0) this.#getters.grant(item);
    else if (this.#size < this.#capacity) this.#push(item);
    else return false;
    return true;
  }

  /**
   * Waits for the next item. Rejects with the signal's reason if it is aborted first (the item then
   * stays for the next get), with `QueueFull` if nobody more may wait, and with `ChannelClosed` or
   * the error of {@link fail} if the channel has ended and nothing is left in it.
   */
  async get({ signal }: ChannelOptions = {}): Promise<T> {
    signal?.throwIfAborted();
    const taken = this.tryGet();
    return taken === undefined ? this.#getters.wait(undefined, signal) : taken.item;
  }

  /** Takes an item now, or answers undefined. Throws what {@link get} rejects with. */
  tryGet(): { readonly item: T } | undefined {
    const putter = this.#putters.first;
    if (this.#size === 0 && putter === undefined) {
      if (this.#end !== undefined) throw this.#end.reason;
      return undefined;
    }
    const taken = this.#size === 0 ? putter : { item: this.#shift() };
    if (putter !== undefined) {
      if (taken !== putter) this.#push(putter.item);
      this.#putters.grant();
    }
    return taken;
  }

  /**
   * Takes no more items. What is in the channel can still be got; after that gets reject with
   * `ChannelClosed` and loops end. Waiting puts reject. Only the first close or fail counts.
   */
  close(): void {
    this.#finish({ reason: new ChannelClosed(), failed: false });
  }

  /**
   * As {@link close}, but puts, gets and loops end with `error`. It keeps its place in the order:
   * the items that were put before it are delivered first.
   */
  fail(error: unknown): void {
    this.#finish({ reason: error, failed: true });
  }

  /**
   * Gets items until the channel is closed and drained; throws where {@link get} rejects. Several
   * loops share the items. Leaving a loop neither closes the channel nor loses an item.
   */
  async *items(options: ChannelOptions = {}): AsyncGenerator<T, void, undefined> {
    for (;;) {
      let item: T;
      try {
        item = await this.get(options);
      } catch (error) {
        if (this.#end?.failed === false && error === this.#end.reason) return;
        throw error;
      }
      yield item;
    }
  }

  /** The same as `items()`. */
  [Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    return this.items();
  }

  /** What it holds and who waits, now and at most. */
  stats(): ChannelStats {
    return {
      capacity: this.#capacity,
      size: this.#size,
      sizeMax: this.#sizeMax,
      putting: this.#putters.size,
      puttingMax: this.#putters.sizeMax,
      getting: this.#getters.size,
      gettingMax: this.#getters.sizeMax,
      closed: this.#end !== undefined,
    };
  }

  #finish(end: { reason: unknown; failed: boolean }): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    this.#putters.rejectAll(end.reason);
    // A get waits only while the channel is empty, so for these it is drained already.
    this.#getters.rejectAll(end.reason);
  }

  #push(item: T): void {
    this.#ring[(this.#head + this.#size) % this.#capacity] = item;
    this.#size += 1;
    this.#sizeMax = Math.max(this.#sizeMax, this.#size);
  }

  #shift(): T {
    const item = this.#ring[this.#head] as T;
    // The slot may stay unused for long, and must not keep the item alive.
    this.#ring[this.#head] = undefined;
    this.#head = (this.#head + 1) % this.#capacity;
    this.#size -= 1;
    return item;
  }
}
