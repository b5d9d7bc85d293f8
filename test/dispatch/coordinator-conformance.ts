import { describe, expect, test } from "vitest";
import type { LockGrant, LockRequest, LockTicket } from "../../src/dispatch/coordinator.ts";

import { ledgerConformance } from "./ledger-conformance.ts";
import { reads, request, writes, type MakeSubject } from "./coordinator-subject.ts";

export const REST = { holding: 0, waiting: 0, resources: 0 };

/** What every implementation of `Coordinator` must do, and nothing that only one of them does. */
export function coordinatorConformance(name: string, make: MakeSubject): void {
  describe(`${name} locks`, () => {
    describeConflicts(make);
    describeOrder(make);
    describeAdmission(make);
    describeWithdrawal(make);
  });
  describe(`${name} ledger`, () => ledgerConformance(make));
  describe(`${name} permits`, () => describePermits(make));
}

/** The names of the tickets that are granted without anybody leaving. */
async function grantedAtOnce(make: MakeSubject, ...requests: LockRequest[]): Promise<string[]> {
  const { coordinator } = await make();
  const tickets = await coordinator.enter(requests);
  const granted = requests.filter((_, index) => tickets[index]?.grant !== undefined);
  for (const ticket of tickets) ticket.release();
  expect(coordinator.stats()).toEqual(REST);
  await coordinator.close();
  return granted.map(({ owner }) => owner.call);
}

function describeConflicts(make: MakeSubject): void {
  test.each([
    ["readers of one file share it", [reads("f", "a"), reads("f", "a")], ["0", "1"]],
    ["a writer keeps readers out", [writes("f", "a"), reads("f", "a")], ["0"]],
    ["a reader keeps a writer out", [reads("f", "a"), writes("f", "a")], ["0"]],
    ["siblings do not meet", [writes("f", "a"), writes("f", "b")], ["0", "1"]],
    ["a folder contains its files", [writes("f"), reads("f", "a")], ["0"]],
    ["a file is part of its folder", [writes("f", "a", "x"), reads("f", "a")], ["0"]],
    ["reading a folder shares its files with readers", [reads("f"), reads("f", "a")], ["0", "1"]],
    ["the root contains everything", [writes(), reads("f", "a")], ["0"]],
    ["a name that begins alike is another name", [writes("f", "a"), writes("f", "ab")], ["0", "1"]],
    ["the third waits for the first", [writes("a"), writes("b"), writes("a")], ["0", "1"]],
    ["a reader stays behind a waiting writer", [reads("a"), writes("a"), reads("a")], ["0"]],
  ])("%s", async (_, claims, expected) => {
    const requests = claims.map((claim, index) => request(`${index}`, claim));
    expect(await grantedAtOnce(make, ...requests)).toEqual(expected);
  });

  test("a call's own claims never stand in each other's way", async () => {
    const own = request("only", writes("f"), writes("f", "a"), reads("f", "a"), writes());
    expect(await grantedAtOnce(make, own)).toEqual(["only"]);
  });

  test("a call that claims nothing waits for nobody", async () => {
    expect(await grantedAtOnce(make, request("w", writes()), request("n"))).toEqual(["w", "n"]);
  });

  test("a call with several claims waits until all are free", async () => {
    const { coordinator } = await make();
    const [a, b, both] = (await coordinator.enter([
      request("a", writes("a")),
      request("b", writes("b")),
      request("both", writes("a"), writes("b")),
    ])) as [LockTicket, LockTicket, LockTicket];
    a.release();
    expect(both.grant).toBeUndefined();
    b.release();
    expect(await both.granted).toBe(both.grant);
    both.release();
    await coordinator.close();
  });
}

function describeOrder(make: MakeSubject): void {
  test("those in conflict are granted in the order they entered, with rising tokens", async () => {
    const { coordinator } = await make();
    const first = await coordinator.enter([request("0", writes("a")), request("1", writes("a"))]);
    const second = await coordinator.enter([request("2", reads("a")), request("3", writes("a"))]);
    const tokens: number[] = [];
    for (const ticket of [...first, ...second]) {
      tokens.push((await ticket.granted).token);
      ticket.release();
    }
    expect(tokens).toEqual([...tokens].sort((a, b) => a - b));
    expect(new Set(tokens).size).toBe(4);
    expect(coordinator.stats()).toEqual(REST);
    await coordinator.close();
  });

  test("a grant keeps its token, and its promise gives the same grant", async () => {
    const { coordinator } = await make();
    const [ticket] = (await coordinator.enter([request("0", writes("a"))])) as [LockTicket];
    const grant = ticket.grant as LockGrant;
    expect(await ticket.granted).toEqual(grant);
    expect(ticket.grant).toEqual(grant);
    expect(grant.taint).toEqual([]);
    ticket.release();
    await coordinator.close();
  });

  test("who waits is told for whom, the earliest first, and through which claims", async () => {
    const { coordinator } = await make();
    const tickets = await coordinator.enter([
      request("holder", { ...writes("a", "x"), label: "file:/a/x" }),
      request("waiter", reads("a")),
      request("last", writes("a")),
    ]);
    const blockers = tickets[2]?.waitingFor() ?? [];
    expect(blockers).toEqual([
      {
        owner: { batch: "b", call: "holder" },
        isHolding: true,
        claim: { ...writes("a", "x"), label: "file:/a/x" },
        against: writes("a"),
      },
      {
        owner: { batch: "b", call: "waiter" },
        isHolding: false,
        claim: reads("a"),
        against: writes("a"),
      },
    ]);
    expect(tickets[2]?.waitingFor(1)).toEqual(blockers.slice(0, 1));
    for (const ticket of tickets) ticket.release();
    await coordinator.close();
  });
}

function describeAdmission(make: MakeSubject): void {
  test("a batch of which one call would wait too many stands nowhere", async () => {
    const { coordinator } = await make({ waitingMax: 1 });
    const [holder] = (await coordinator.enter([request("h", writes("a"))])) as [LockTicket];
    const before = coordinator.stats();
    const batch = [
      request("0", writes("b")),
      request("1", writes("a")),
      request("2", writes("a")),
      request("3", writes("c")),
    ];
    await expect((async () => coordinator.enter(batch))()).rejects.toMatchObject({
      code: "queue-full",
      waitingMax: 1,
    });
    expect(coordinator.stats()).toEqual(before);
    const again = await coordinator.enter(batch.slice(0, 2));
    expect(coordinator.stats()).toMatchObject({ holding: 2, waiting: 1 });
    for (const ticket of [holder, ...again]) ticket.release();
    expect(coordinator.stats()).toEqual(REST);
    await coordinator.close();
  });

  test("nobody comes between the calls of a batch", async () => {
    const { coordinator } = await make();
    const [batch, other] = await Promise.all([
      coordinator.enter([request("0", writes("a")), request("1", writes("a"))]),
      coordinator.enter([request("x", writes("a"))]),
    ]);
    const order: string[] = [];
    const [zero, one] = batch as [LockTicket, LockTicket];
    const [x] = other as [LockTicket];
    await Promise.all(
      Object.entries({ zero, one, x }).map(async ([name, ticket]) => {
        await ticket.granted;
        order.push(name);
        ticket.release();
      }),
    );
    expect(["zero,one,x", "x,zero,one"]).toContain(order.join());
    await coordinator.close();
  });
}

function describeWithdrawal(make: MakeSubject): void {
  test("a ticket that leaves while it waits rejects, and lets those behind it go", async () => {
    const { coordinator } = await make();
    const [reader, writer, behind] = (await coordinator.enter([
      request("reader", reads("a")),
      request("writer", writes("a")),
      request("behind", reads("a")),
    ])) as [LockTicket, LockTicket, LockTicket];
    const outcome = expect(writer.granted).rejects.toThrow("the batch was cancelled");
    writer.release(new Error("the batch was cancelled"));
    await outcome;
    expect((await behind.granted).token).toBeGreaterThan(0);
    reader.release();
    behind.release();
    expect(coordinator.stats()).toEqual(REST);
    await coordinator.close();
  });

  test("a second release changes nothing", async () => {
    const { coordinator } = await make();
    const [first, second, third] = (await coordinator.enter([
      request("0", writes("a")),
      request("1", writes("a")),
      request("2", writes("a")),
    ])) as [LockTicket, LockTicket, LockTicket];
    first.release();
    first.release();
    await second.granted;
    expect(third.grant).toBeUndefined();
    second.release();
    await third.granted;
    third.release();
    expect(coordinator.stats()).toEqual(REST);
    await coordinator.close();
  });
}

function describePermits(make: MakeSubject): void {
  test("a burst is there at once, then permits come back at the rate", async () => {
    const { coordinator, advance } = await make({ rates: { s: { perSecond: 10, burst: 2 } } });
    expect(await coordinator.takePermit("s")).toBe(0);
    expect(await coordinator.takePermit("s")).toBe(0);
    const waitMs = await coordinator.takePermit("s");
    expect(waitMs).toBeGreaterThan(0);
    expect(waitMs).toBeLessThanOrEqual(101);
    expect(await coordinator.takePermit("other")).toBe(0);
    await advance(waitMs);
    expect(await coordinator.takePermit("s")).toBe(0);
    expect(await coordinator.takePermit("s")).toBeGreaterThan(0);
    await coordinator.close();
  });

  test("a pause gives nothing before it is over, and a shorter one does not end it", async () => {
    const { coordinator, advance } = await make({ rates: { s: { perSecond: 1_000, burst: 9 } } });
    for (const server of ["s", "unlimited"]) {
      coordinator.pause(server, 3_000);
      coordinator.pause(server, 1_000);
    }
    expect(await coordinator.takePermit("other")).toBe(0);
    await advance(1_500);
    for (const server of ["s", "unlimited"]) {
      const waitMs = await coordinator.takePermit(server);
      expect(waitMs).toBeGreaterThan(1_000);
      expect(waitMs).toBeLessThanOrEqual(1_501);
    }
    await advance(1_600);
    expect(await coordinator.takePermit("s")).toBe(0);
    expect(await coordinator.takePermit("unlimited")).toBe(0);
    await coordinator.close();
  });
}
