import { expect, test } from "vitest";
import { claimsNest, Request, type Claim } from "../../src/primitives/resource-request.ts";
import {
  READ,
  WRITE,
  type Group,
  type Kind,
  type Standing,
} from "../../src/primitives/resource-group.ts";
import { ResourceNode } from "../../src/primitives/resource-tree.ts";
import { settled } from "./fake-clock.ts";
import { collectGarbage } from "./heap.ts";

// What these hold cannot be seen from outside but for its cost: that groups are shared, and that
// those who left do not pile up in them.

/** A request that counts how often the tree looks whether it has left. */
class Counted implements Standing<Counted> {
  static looks = 0;
  pending = 0;
  left = false;
  readonly order: number;

  constructor(order: number) {
    this.order = order;
  }

  get hasLeft(): boolean {
    Counted.looks += 1;
    return this.left;
  }

  approve(): void {
    this.pending -= 1;
  }

  *requests(): Generator<Counted> {
    yield this;
  }
}

function stand(node: ResourceNode<Counted>, kind: typeof READ | typeof WRITE, order: number) {
  const group = node.groupFor(kind, order, false);
  const request = new Counted(order);
  group.join(request);
  const leave = (): void => {
    request.left = true;
    group.leave([]);
  };
  return { group, leave };
}

/** The groups from the claimed resource up to the root. */
function chain(group: Group<Counted> | undefined): Group<Counted>[] {
  return group === undefined ? [] : [group, ...chain(group.above)];
}

test("readers with nobody in conflict between them share their groups up to the root", () => {
  const root = new ResourceNode<Counted>();
  const node = root.child("a").child("b");
  const [first, second] = [stand(node, READ, 1), stand(node, READ, 2)];
  expect(second.group).toBe(first.group);
  stand(root.child("c"), WRITE, 3);
  expect(stand(node, READ, 4).group).toBe(first.group);
});

test("writers stand alone where they write, and share the groups above", () => {
  const root = new ResourceNode<Counted>();
  const [first, second] = [stand(root.child("a"), WRITE, 1), stand(root.child("a"), WRITE, 2)];
  const [firstChain, secondChain] = [chain(first.group), chain(second.group)];
  expect(secondChain[0]).not.toBe(firstChain[0]);
  expect(secondChain[1]).toBe(firstChain[1]);
});

test("one in conflict closes a group, at the node or above, until it has left", () => {
  const root = new ResourceNode<Counted>();
  const node = root.child("a").child("b");
  const first = stand(node, READ, 1);
  for (const place of [node, root.child("a"), root]) {
    const writer = stand(place, WRITE, 2);
    const behind = stand(node, READ, 3);
    expect(behind.group).not.toBe(first.group);
    behind.leave();
    writer.leave();
    const joining = stand(node, READ, 4);
    expect(joining.group).toBe(first.group);
    joining.leave();
  }
});

test("a request that is to stand alone gets groups of its own up to the root", () => {
  const root = new ResourceNode<Counted>();
  const shared = stand(root.child("a"), READ, 1);
  const alone = root.child("a").groupFor(READ, 2, true);
  expect(chain(alone).filter((group) => chain(shared.group).includes(group))).toEqual([]);
});

test("those who left are cleared away: what is looked at grows with who is there", () => {
  const node = new ResourceNode<Counted>();
  const { group } = stand(node, READ, 1);
  for (let order = 2; order <= 1000; order += 1) stand(node, READ, order).leave();
  Counted.looks = 0;
  expect([...group.requests()].map(({ order }) => order)).toEqual([1]);
  expect(Counted.looks).toBeLessThan(40);
});

test("clearing away costs a constant per leave, also while many stay", () => {
  const node = new ResourceNode<Counted>();
  const standing = Array.from({ length: 1000 }, (_, n) => stand(node, READ, n + 1));
  Counted.looks = 0;
  for (const { leave } of standing) leave();
  expect(Counted.looks).toBeLessThan(3000);
});

test("it clears away once those who left outnumber those who stay by more than 32", () => {
  const node = new ResourceNode<Counted>();
  const { group } = stand(node, READ, 1);
  const leaving = Array.from({ length: 33 }, (_, n) => stand(node, READ, n + 2));
  Counted.looks = 0;
  for (const { leave } of leaving) leave();
  expect(Counted.looks).toBe(0);
  stand(node, READ, 35).leave();
  expect(Counted.looks).toBe(35);
  expect([...group.requests()].map(({ order }) => order)).toEqual([1]);
});

test("groups of nodes that are gone are cleared away from the group above", async () => {
  const root = new ResourceNode<Counted>();
  const { group } = stand(root.child("stays"), READ, 1);
  const left = Array.from({ length: 1000 }, (_, n) => {
    const gone = stand(root.child(`${n}`), READ, n + 2);
    gone.leave();
    return new WeakRef(gone.group);
  });
  const above = group.above as Group<Counted>;
  expect([...above.requests()].map(({ order }) => order)).toEqual([1]);
  await settled(); // What a WeakRef has shown is kept until the task ends.
  collectGarbage();
  expect(left.filter((gone) => gone.deref() !== undefined).length).toBeLessThan(40);
  expect(root.nodes).toBe(1);
});

test("who asks for the first few it waits for does not look through all of them", () => {
  let looks = 0;
  class CountingNode extends ResourceNode<Request<number>> {
    override *ahead(kind: Kind, place: number): Generator<Request<number>> {
      for (const request of super.ahead(kind, place)) {
        looks += 1;
        yield request;
      }
    }
  }
  const node = new CountingNode();
  const stand = (order: number): Request<number> => {
    const request = new Request(order, [write()], order, () => {});
    request.join([node.groupFor(WRITE, order, false)]);
    return request;
  };
  for (let order = 1; order < 1000; order += 1) stand(order);
  expect(
    stand(1000)
      .waitingFor(3)
      .map(({ owner }) => owner),
  ).toEqual([1, 2, 3]);
  expect(looks).toBe(4);
});

const read = (...path: string[]): Claim => ({ path, mode: "read" });
const write = (...path: string[]): Claim => ({ path, mode: "write" });

test.each([
  [[], false],
  [[write("a")], false],
  [[read("a"), write("b")], false],
  [[read("a"), read("a", "b")], false],
  [[write("a", "b"), write("a", "c")], false],
  [[read("a"), write("a", "b")], true],
  [[write("a", "b"), read("c"), read("a")], true],
  [[write("a"), write("a")], true],
  [[read("x"), write()], true],
])("claims %j conflict with each other: %j", (claims, expected) => {
  expect(claimsNest(claims)).toBe(expected);
});
