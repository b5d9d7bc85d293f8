import { GracefulShutdown } from "../primitives/graceful-shutdown.js";
import type { Surroundings } from "./surroundings.js";

/** Until what is open must let go: answers under way, then the servers of batches. Milliseconds. */
const GRACE_MS = 10_000;

/** How a command ends that runs until it is told to. Make it before anything is opened. */
export function shutdownOf({ signals, exit }: Surroundings): GracefulShutdown {
  return new GracefulShutdown({
    graceMs: GRACE_MS,
    // SIGHUP is the terminal that is closed: the servers of a batch are not in its group.
    signals: ["SIGINT", "SIGTERM", "SIGHUP"],
    source: signals,
    exit,
  });
}

/** An error for whoever reads the log, of what a signal has cut off. */
export const interruptedBy = ({ reason }: AbortSignal): Error =>
  new Error(`interrupted by ${String(reason)}`);
