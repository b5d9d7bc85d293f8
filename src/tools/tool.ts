import type * as z from "zod";
import { ToolError } from "./errors.js";

/** The four hints of the MCP specification, none left to its default. */
export interface Hints {
  readOnly: boolean;
  destructive: boolean;
  idempotent: boolean;
  openWorld: boolean;
}

/** What a running tool is given besides its arguments. */
export interface ToolContext {
  /** Aborted when the caller cancels or the tool's deadline passes. */
  signal: AbortSignal;
  /** Whose call it is; what goes on in the background is shown to nobody else. */
  owner?: string;
  /** Tells the caller how far the call is. Missing if the caller does not want to know. */
  progress?: (done: number, total: number, message: string) => void;
  /**
   * What the user answered when asked about this subject; undefined if not asked yet. Missing if
   * the user cannot be asked. To ask, throw `ConsentNeeded`: the call is then made once more.
   */
  consent?: (subject: string) => boolean | undefined;
  /**
   * The folders that the caller works in, absolute; undefined if not asked yet. Missing if the
   * caller does not tell. To ask, throw `RootsNeeded`: the call is then made once more.
   */
  roots?: () => readonly string[] | undefined;
}

/** Thrown by a tool that needs the user's word before it goes on. */
export class ConsentNeeded extends Error {
  override readonly name = "ConsentNeeded";
  /** What exactly is consented to; the answer counts for this alone. */
  readonly subject: string;

  constructor(question: string, subject: string) {
    super(question);
    this.subject = subject;
  }
}

/** Thrown by a tool that needs to know the caller's folders before it goes on. */
export class RootsNeeded extends Error {
  override readonly name = "RootsNeeded";
}

/** The same answer twice: text for a model to read, a value for a program. */
export interface Answer<Value> {
  text: string;
  value: Value;
}

interface ToolDefinition<Input extends z.ZodObject, Output extends z.ZodObject> {
  name: string;
  title: string;
  /** Under 400 characters: hosts show it to a model beside all other tools. */
  description: string;
  hints: Hints;
  input: Input;
  output: Output;
  /** How long one call may run, in milliseconds from its start. */
  deadlineMs: number;
  run(
    args: z.output<Input>,
    context: ToolContext,
  ): Answer<z.output<Output>> | Promise<Answer<z.output<Output>>>;
}

/** A tool whose argument type has been erased, so that a list can hold it. */
export interface Tool extends Omit<ToolDefinition<z.ZodObject, z.ZodObject>, "run"> {
  run(args: unknown, context: ToolContext): Promise<Answer<Record<string, unknown>>>;
}

/** Makes a tool that checks its own arguments, whoever calls it, and names every fault in them. */
export function defineTool<Input extends z.ZodObject, Output extends z.ZodObject>(
  definition: ToolDefinition<Input, Output>,
): Tool {
  return {
    ...definition,
    run: async (args, context) => {
      const { data, error } = definition.input.safeParse(args);
      if (error === undefined) return definition.run(data, context);
      const faults = error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
      throw new ToolError("invalid-arguments", faults.join("; "));
    },
  };
}
