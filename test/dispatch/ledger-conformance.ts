import { expect, test } from "vitest";
import type { Ledger, LockTicket } from "../../src/dispatch/coordinator.ts";
import { request, writes, type MakeSubject, type Subject } from "./coordinator-subject.ts";
import { ended, intent } from "./ledger/temporary-ledger.ts";

async function withLedger(make: MakeSubject): Promise<Subject & { readonly ledger: Ledger }> {
  const subject = await make({ ledger: true });
  return { ...subject, ledger: subject.coordinator.ledger as Ledger };
}

/** What every ledger of a coordinator must do. */
export function ledgerConformance(make: MakeSubject): void {
  describeRecords(make);
  describeTaint(make);
}

function describeRecords(make: MakeSubject): void {
  test("a call with a key is in doubt from its begin to its end", async () => {
    const { ledger, coordinator } = await withLedger(make);
    const asked = intent("a", { idempotencyKey: "k", token: 7 });
    expect(await ledger.recorded("k")).toBeUndefined();
    await ledger.begin(asked);
    const begun = await ledger.recorded("k");
    expect(begun).toMatchObject({ ...asked, state: "in-doubt" });
    expect(begun?.ending).toBeUndefined();
    const ending = ended("a", { result: { content: [1] } });
    await ledger.end(ending);
    expect(await ledger.recorded("k")).toMatchObject({ ...asked, state: "ended", ending });
    expect(await ledger.recorded("other")).toBeUndefined();
    await coordinator.close();
  });

  test("a second call cannot begin with a key that stands for another", async () => {
    const { ledger, coordinator } = await withLedger(make);
    await ledger.begin(intent("a", { idempotencyKey: "k" }));
    await expect(ledger.begin(intent("b", { idempotencyKey: "k" }))).rejects.toMatchObject({
      code: "idempotency-key-taken",
    });
    await ledger.begin(intent("a", { idempotencyKey: "k", attempt: 2 }));
    expect(await ledger.recorded("k")).toMatchObject({ call: "a", attempt: 2 });
    await coordinator.close();
  });

  test("what is learned late takes the place of an unknown end", async () => {
    const { ledger, coordinator } = await withLedger(make);
    await ledger.begin(intent("a", { idempotencyKey: "k" }));
    await ledger.end(ended("a", { status: "unknown" }));
    expect((await ledger.recorded("k"))?.ending?.status).toBe("unknown");
    await ledger.end(ended("a"));
    expect((await ledger.recorded("k"))?.ending?.status).toBe("ok");
    await coordinator.close();
  });
}

function describeTaint(make: MakeSubject): void {
  test.each([
    ["unknown", ["lost"]],
    ["ok", []],
    ["failed", []],
  ] as const)("after a call that ended %s the next grant names %j", async (status, calls) => {
    const { ledger, coordinator } = await withLedger(make);
    const enter = async (call: string): Promise<LockTicket> => {
      const [ticket] = await coordinator.enter([request(call, writes("f", call[0] as string))]);
      return ticket as LockTicket;
    };
    const lost = await enter("lost");
    const { token } = await lost.granted;
    await ledger.begin(intent("lost", { token }));
    await ledger.end(ended("lost", { status }));
    lost.release();
    const [below, beside] = [await enter("later"), await enter("other")];
    expect((await below.granted).taint.map(({ call }) => call)).toEqual(calls);
    expect((await beside.granted).taint).toEqual([]);
    below.release();
    beside.release();
    await coordinator.close();
  });
}
