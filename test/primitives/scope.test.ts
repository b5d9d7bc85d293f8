import { expect, test } from "vitest";
import { sleep } from "../../src/primitives/clock.ts";
import { scope, ScopeClosed, type Scope } from "../../src/primitives/scope.ts";
import { FakeClock, settled } from "./fake-clock.ts";
import { deferred, listeners, outcome, unhandledDuring } from "./watch.ts";

/** A task that runs until its signal is aborted, cleans up for `cleanMs`, and says so. */
function endless(clock: FakeClock, log: string[], name: string, cleanMs: number) {
  return async (signal: AbortSignal): Promise<never> => {
    try {
      await sleep(1e9, { clock, signal });
    } finally {
      await sleep(cleanMs, { clock });
      log.push(`${name} cleaned`);
    }
    throw new Error("unreachable");
  };
}

test("a scope returns the body's value after every task has settled", async () => {
  const child = deferred();
  const log: string[] = [];
  const ended = scope((tasks) => {
    void tasks.spawn(async () => {
      await child.promise;
      log.push("child");
    });
    return "value";
  });
  expect(await outcome(ended)).toBe("pending");
  child.resolve();
  expect(await ended).toBe("value");
  expect(log).toEqual(["child"]);
});

test("spawn returns the task's value", async () => {
  const sum = await scope(async (tasks) => {
    const [a, b] = await Promise.all([tasks.spawn(() => 1), tasks.spawn(async () => 2)]);
    return a + b;
  });
  expect(sum).toBe(3);
});

test("the first error comes out unchanged, after the siblings have cleaned up", async () => {
  const clock = new FakeClock();
  const log: string[] = [];
  const fault = new Error("first");
  const ended = scope(async (tasks) => {
    void tasks.spawn(endless(clock, log, "a", 5));
    void tasks.spawn(endless(clock, log, "b", 20));
    await tasks.spawn(() => Promise.reject(fault));
  }).catch((error: unknown) => {
    log.push("rejected");
    return error;
  });
  await clock.advance(30);
  expect(await ended).toBe(fault);
  expect(log).toEqual(["a cleaned", "b cleaned", "rejected"]);
  expect(clock.timers).toBe(0);
});

test("a failing body cancels its tasks with the error as the reason", async () => {
  const fault = new Error("body");
  let reason: unknown;
  const ended = scope((tasks) => {
    void tasks.spawn(
      (signal) =>
        new Promise((_, reject) => {
          signal.addEventListener("abort", () => {
            reason = signal.reason;
            reject(signal.reason);
          });
        }),
    );
    throw fault;
  });
  await expect(ended).rejects.toBe(fault);
  expect(reason).toBe(fault);
});

test("several failures of their own come out together, the first as the cause", async () => {
  const [first, second] = [new Error("first"), new Error("second")];
  const error = await scope((tasks) => {
    void tasks.spawn(() => Promise.reject(first));
    void tasks.spawn((signal) => {
      signal.addEventListener("abort", () => undefined);
      return Promise.resolve().then(() => Promise.reject(second));
    });
  }).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(AggregateError);
  expect((error as AggregateError).errors).toEqual([first, second]);
  expect(error).toMatchObject({ cause: first, message: "several tasks failed" });
});

test("AbortErrors after a cancel are echoes; before one they are failures", async () => {
  const named = (): Error => Object.assign(new Error("x"), { name: "AbortError" });
  const fault = new Error("first");
  const echoing = scope((tasks) => {
    void tasks.spawn(() => Promise.reject(fault));
    void tasks.spawn(async (signal) => {
      await settled();
      expect(signal.aborted).toBe(true);
      throw named();
    });
  });
  await expect(echoing).rejects.toBe(fault);
  const own = named();
  await expect(scope((tasks) => void tasks.spawn(() => Promise.reject(own)))).rejects.toBe(own);
});

test("a task spawned late, by a task, is waited for", async () => {
  const log: string[] = [];
  await scope((tasks) => {
    void tasks.spawn(async () => {
      await settled();
      void tasks.spawn(async () => {
        await settled();
        void tasks.spawn(async () => {
          await settled();
          log.push("great-grandchild");
        });
      });
    });
  });
  expect(log).toEqual(["great-grandchild"]);
});

test("a task that throws at once rejects, and its siblings are still owned", async () => {
  const fault = new Error("sync");
  const log: string[] = [];
  const unhandled = await unhandledDuring(async () => {
    const ended = scope((tasks) => {
      void tasks.spawn(async () => {
        await settled();
        log.push("sibling");
      });
      const thrown = tasks.spawn(() => {
        throw fault;
      });
      log.push("body goes on");
      expect(thrown).toBeInstanceOf(Promise);
    });
    await expect(ended).rejects.toBe(fault);
  });
  expect(log).toEqual(["body goes on", "sibling"]);
  expect(unhandled).toEqual([]);
});

test("a spawn after the end is refused, and a spawn after a cancel is not started", async () => {
  let kept: Scope | undefined;
  let started = 0;
  const reason = new Error("enough");
  await scope(async (tasks) => {
    kept = tasks;
    tasks.cancel(reason);
    await expect(tasks.spawn(() => (started += 1))).rejects.toBe(reason);
  });
  const refused = await kept?.spawn(() => (started += 1)).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(ScopeClosed);
  expect(refused).toMatchObject({ name: "ScopeClosed", code: "scope-closed" });
  expect((refused as Error).message).toMatch(/would have no owner/);
  expect(started).toBe(0);
});

test("cancel ends a scope normally once its tasks have settled", async () => {
  const clock = new FakeClock();
  const log: string[] = [];
  const ended = scope((tasks) => {
    void tasks.spawn(endless(clock, log, "a", 5));
    tasks.cancel();
    return "value";
  });
  expect(await outcome(ended)).toBe("pending");
  await clock.advance(5);
  expect(await ended).toBe("value");
  expect(log).toEqual(["a cleaned"]);
});

test("an abort from outside reaches the tasks and comes out with its reason", async () => {
  const clock = new FakeClock();
  const log: string[] = [];
  const controller = new AbortController();
  const reason = { why: "outside" };
  const ended = scope(
    (tasks) => {
      void tasks.spawn(endless(clock, log, "a", 5));
      return "value";
    },
    { signal: controller.signal },
  ).catch((error: unknown) => error);
  controller.abort(reason);
  await clock.advance(5);
  expect(await ended).toBe(reason);
  expect(log).toEqual(["a cleaned"]);
  expect(listeners(controller.signal)).toBe(0);
});

test("aborted beforehand, a scope does not run its body", async () => {
  const reason = new Error("before");
  let ran = false;
  const ended = scope(() => (ran = true), { signal: AbortSignal.abort(reason) });
  await expect(ended).rejects.toBe(reason);
  expect(ran).toBe(false);
});

test("a failure during the clean-up after an abort from outside is not lost", async () => {
  const controller = new AbortController();
  const fault = new Error("clean-up");
  const ended = scope(
    async (tasks) => {
      void tasks.spawn(async () => {
        await settled();
        throw fault;
      });
      controller.abort();
    },
    { signal: controller.signal },
  );
  await expect(ended).rejects.toBe(fault);
});

test("an inner scope's failure reaches the outer scope once", async () => {
  const fault = new Error("inner");
  const ended = scope((outer) =>
    scope((inner) => inner.spawn(() => Promise.reject(fault)), { signal: outer.signal }),
  );
  await expect(ended).rejects.toBe(fault);
});

test("50 scopes leave no listener on a signal that outlives them", async () => {
  const { signal } = new AbortController();
  for (let round = 0; round < 50; round += 1) {
    await scope((tasks) => tasks.spawn(() => round), { signal });
    await scope((tasks) => tasks.spawn(() => Promise.reject(round)), { signal }).catch(() => {});
  }
  expect(listeners(signal)).toBe(0);
});

test("stats count what is live and what failed", async () => {
  const child = deferred();
  let kept: Scope | undefined;
  const ended = scope((tasks) => {
    kept = tasks;
    void tasks.spawn(() => child.promise);
    void tasks.spawn(() => undefined);
  });
  await settled();
  await kept?.spawn(() => undefined);
  expect(kept?.stats()).toEqual({ live: 1, liveMax: 3, failed: 0 });
  child.reject(new Error("x"));
  await ended.catch(() => {});
  expect(kept?.stats()).toEqual({ live: 0, liveMax: 3, failed: 1 });
});
