/**
 * Connection-pool sizing: how many connections one instance of an application should hold.
 *
 * Little's law gives what the work needs: connections in use = arrivals per second * seconds each
 * holds one. The database server gives what is useful, about 2 * cores + disks active connections,
 * shared by all instances, and what is possible, (maxConnections - reserved) / instances. Code
 * that takes a second connection while it holds the first needs a floor: with n tasks that each
 * need m at once, n * (m - 1) + 1 connections are the fewest that cannot deadlock.
 */

/** What one instance does. */
export interface Workload {
  arrivalsPerSecond: number;
  /** How long each arrival holds a connection. */
  holdSeconds: number;
  /** Tasks at once that take connections nested in one another. Default 1. */
  tasks?: number;
  /** How many each of them holds at once. Default 1. */
  nestedConnections?: number;
}

/** What the database server has, and how many instances share it. */
export interface Server {
  cores: number;
  /** Default 1. */
  disks?: number;
  /** Default 100. */
  maxConnections?: number;
  /** Connections kept for administration and others. Default 10. */
  reserved?: number;
  /** Default 1. */
  instances?: number;
}

export interface PoolSize {
  /** Connections per instance. */
  size: number;
  decidedBy: "need" | "useful" | "allowed" | "deadlock floor";
  /** Connections needed per connection there: below 1 is sound, from 1 on the queue grows. */
  load: number;
}

/** The pool size for one instance. Throws RangeError for impossible numbers. */
export function poolSize(workload: Workload, server: Server): PoolSize {
  const { arrivalsPerSecond, holdSeconds, tasks = 1, nestedConnections = 1 } = workload;
  const { cores, disks = 1, maxConnections = 100, reserved = 10, instances = 1 } = server;
  const allowed = Math.floor((maxConnections - reserved) / instances);
  above(0, { arrivalsPerSecond, holdSeconds, tasks, nestedConnections, cores, instances, allowed });
  above(-1, { disks, reserved });
  const inUse = arrivalsPerSecond * holdSeconds;
  const need = Math.max(1, Math.ceil(inUse));
  const useful = Math.max(1, Math.floor((2 * cores + disks) / instances));
  const floor = tasks * (nestedConnections - 1) + 1;
  if (floor > allowed) {
    throw new RangeError(
      `${tasks} tasks with ${nestedConnections} connections each need at least ${floor}, ` +
        `but the server allows ${allowed} per instance`,
    );
  }
  const size = Math.min(need, useful, allowed);
  if (floor > size) return { size: floor, decidedBy: "deadlock floor", load: inUse / floor };
  if (size === need) return { size, decidedBy: "need", load: inUse / size };
  return { size, decidedBy: size === useful ? "useful" : "allowed", load: inUse / size };
}

function above(minimum: number, numbers: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(numbers)) {
    if (!(value > minimum) || value === Infinity) {
      throw new RangeError(`${name} must be finite and above ${minimum}, received ${value}`);
    }
  }
}
