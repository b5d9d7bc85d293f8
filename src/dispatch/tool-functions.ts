// Functions of a program as the tools that a dispatcher runs: no server, no protocol.

import type {
  CallProfile,
  CallTarget,
  Effect,
  FootprintClaim,
  PlannedCall,
  RunContext,
} from "./call.js";

/** A function, and what must be known of it before it may run. */
export interface ToolFunction<Args = never, Result = unknown> {
  run(args: Args, context: RunContext): Result | PromiseLike<Result>;
  /**
   * All that a call with these arguments reads and writes. Left out, nothing is known: the call
   * then claims everything. Must not do anything; a call whose arguments are known only later is
   * asked with those it has, and claims everything if that is not enough.
   */
  footprint?(args: Args): readonly FootprintClaim[];
  /** `stateful` if left out, whatever the footprint says: such a call is attempted once. */
  readonly effect?: Effect | undefined;
  /** Doing it twice equals doing it once. Reading always does. */
  readonly idempotent?: boolean | undefined;
  readonly destructive?: boolean | undefined;
  /**
   * How long a call with these arguments will probably run, in milliseconds; the mean of the
   * tool's latest runs if left out, or if some argument is known only later.
   */
  expectedMs?(args: Args): number;
}

/** Functions by the names that calls use. */
export type ToolFunctions = Readonly<Record<string, ToolFunction>>;

/** What the functions answer, any of them. */
export type ResultOf<Tools extends ToolFunctions> = Awaited<ReturnType<Tools[keyof Tools]["run"]>>;

type Args = Readonly<Record<string, unknown>>;

/** A target that runs functions. */
export function toolTarget<Tools extends ToolFunctions>(tools: Tools): CallTarget<ResultOf<Tools>> {
  // A map has no names but its own: a call for "constructor" is a call for nothing.
  const known = new Map(Object.entries(tools) as [string, ToolFunction<Args, ResultOf<Tools>>][]);
  return {
    describe: (call) => describe(call, known.get(call.tool)),
    run: (call, context) => {
      const tool = known.get(call.tool) as ToolFunction<Args, ResultOf<Tools>>;
      return tool.run(call.arguments, context);
    },
  };
}

function describe(call: PlannedCall, tool: ToolFunction<Args> | undefined): CallProfile {
  if (tool === undefined) return unknownTool(call.tool);
  const { effect = "stateful", destructive = false } = tool;
  const idempotent = tool.idempotent ?? effect === "read-only";
  const footprint = footprintOf(call, tool, effect);
  const expectedMs = call.pending.length === 0 ? tool.expectedMs?.(call.arguments) : undefined;
  return { effect, footprint, idempotent, destructive, expectedMs };
}

function unknownTool(name: string): CallProfile {
  const message = `there is no tool ${JSON.stringify(name)}`;
  const refusal = { policy: "unknown-tool", message };
  return { effect: "unknown", footprint: [], idempotent: false, destructive: false, refusal };
}

function footprintOf(
  call: PlannedCall,
  tool: ToolFunction<Args>,
  effect: Effect,
): readonly FootprintClaim[] {
  if (tool.footprint === undefined) return everything(effect);
  if (call.pending.length === 0) return tool.footprint(call.arguments);
  const guarded = guard(call);
  try {
    return tool.footprint(guarded);
  } catch (error) {
    if (error instanceof NotKnownYet) return everything(effect);
    throw error;
  }
}

function everything(effect: Effect): readonly FootprintClaim[] {
  return [{ path: [], mode: effect === "read-only" ? "read" : "write" }];
}

/** Thrown when a footprint asks for an argument that is known only when another call has ended. */
class NotKnownYet extends Error {
  override readonly name = "NotKnownYet";
}

/** The arguments that are known; looking at another one, or at all of them, throws. */
function guard(call: PlannedCall): Args {
  const pending = new Set<string | symbol>(call.pending);
  const refuse = (): never => {
    throw new NotKnownYet(`${call.pending.join(", ")} of ${call.id} is not known yet`);
  };
  return new Proxy(call.arguments, {
    get: (args, name) => (pending.has(name) ? refuse() : Reflect.get(args, name)),
    has: (args, name) => (pending.has(name) ? refuse() : Reflect.has(args, name)),
    ownKeys: refuse,
  });
}
