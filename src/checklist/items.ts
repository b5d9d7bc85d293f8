/** One of the checklist's fifteen items. */
export interface Item {
  id: number;
  title: string;
  /** The reference that explains it. */
  reference: string;
}

export const ITEMS: readonly Item[] = [
  item(1, "Concurrency type identified", "event-loop-internals"),
  item(2, "Maximum concurrency limited and enforced", "rate-limiting"),
  item(3, "No orphaned tasks or dangling promises", "structured-concurrency"),
  item(4, "Error strategy chosen", "structured-concurrency"),
  item(5, "Cancellation propagated", "structured-concurrency"),
  item(6, "Shared mutable state protected", "synchronization-primitives"),
  item(7, "Backpressure between producers and consumers", "backpressure-and-flow-control"),
  item(8, "Timeouts on every asynchronous operation", "structured-concurrency"),
  item(9, "Rate limits of external services respected", "rate-limiting"),
  item(10, "Database access locked appropriately", "database-concurrency"),
  item(11, "Connection pools sized", "database-concurrency"),
  item(12, "Deadlocks prevented", "synchronization-primitives"),
  item(13, "Tool calls classified as read-only or stateful", "agentic-concurrency"),
  item(14, "Load tested with failure injection", "backpressure-and-flow-control"),
  item(15, "Queues, locks, latency and errors monitored", "backpressure-and-flow-control"),
];

function item(id: number, title: string, reference: string): Item {
  return { id, title, reference: `references/${reference}.md` };
}
