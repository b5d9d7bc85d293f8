import { z } from "zod";
import { renderResource, type Access, type Evidence, type Judgement } from "./access.js";
import type { Call, ClassifyOptions } from "./call.js";
import { classifyCall } from "./classify-call.js";
import { PLAN_CALLS_MAX, planCalls } from "./plan.js";

/** A judgement with its resources in one line each, as the wire and the command line show it. */
export interface Answer extends Omit<Judgement, "accesses"> {
  readonly accesses: readonly {
    readonly resource: string;
    readonly mode: Access["mode"];
    readonly because: string;
  }[];
  /** Why the line could not be judged; then the verdict is `unknown`. */
  readonly error?: string;
}

/** The plan of one line; with `error` and nothing else if the line could not be read. */
export type PlanAnswer =
  | { readonly error: string }
  | {
      readonly edges: readonly (readonly [number, number])[];
      readonly reasons: readonly string[];
      readonly waves: readonly (readonly number[])[];
      readonly longestChain: readonly number[];
      readonly calls: readonly Answer[];
    };

/** The longest line that is read. */
export const LINE_BYTES_MAX = 1024 * 1024;

const DEFINITION = z.looseObject({
  name: z.string().min(1).max(256),
  title: z.string().nullish(),
  description: z.string().nullish(),
  inputSchema: z.unknown().optional(),
  annotations: z.record(z.string(), z.unknown()).nullish(),
});

/** One call in JSON. Unknown keys are left alone, so that a line may carry an id. */
export const CALL = z
  .looseObject({
    tool: z.string().min(1).max(256).optional(),
    server: z.string().min(1).max(256).optional(),
    command: z.string().optional(),
    sql: z.string().optional(),
    dialect: z.enum(["postgres", "sqlite", "mysql", "any"]).optional(),
    http: z
      .looseObject({
        url: z.string(),
        method: z.string().optional(),
        headers: z.unknown().optional(),
        body: z.unknown().optional(),
      })
      .optional(),
    definition: DEFINITION.optional(),
    arguments: z.record(z.string(), z.unknown()).nullish(),
  })
  .refine(
    ({ tool, command, sql, http, definition }) =>
      [tool ?? definition, command, sql, http].filter((form) => form !== undefined).length === 1,
    { message: "give exactly one of tool or definition, command, sql, http" },
  );

const TRUSTED = z.looseObject({ trusted: z.boolean().optional() });

const PLAN = z.looseObject({
  root: z
    .string()
    .regex(/^(?:\/|[A-Za-z]:[\\/]|\\\\)/, "must be an absolute path")
    .optional(),
  calls: z.array(CALL).max(PLAN_CALLS_MAX),
});

/** Judges one line of JSON. A line that cannot be read is answered, never thrown. */
export async function classifyLine(line: string, options: ClassifyOptions = {}): Promise<Answer> {
  const value = parseLine(line);
  if (typeof value === "string") return refused(value);
  const read = CALL.safeParse(value.json);
  if (!read.success) return refused(problemOf(read.error, value.json));
  const { trusted } = TRUSTED.safeParse(value.json).data ?? {};
  const around = trusted === undefined ? options : { ...options, trusted };
  return answerOf(await classifyCall(callOf(read.data), around));
}

/** Plans one line of JSON. A line that cannot be read is answered, never thrown. */
export async function planLine(line: string, options: ClassifyOptions = {}): Promise<PlanAnswer> {
  const value = parseLine(line);
  if (typeof value === "string") return { error: value };
  const read = PLAN.safeParse(value.json);
  if (!read.success) return { error: problemOf(read.error, value.json) };
  const { root, calls } = read.data;
  const given = { calls: calls.map(callOf), ...(root === undefined ? {} : { root }) };
  const { judgements, ...plan } = await planCalls(given, options);
  return { ...plan, calls: judgements.map(answerOf) };
}

/** The judgement as it is shown, with resources such as `file:/srv/a.txt`. */
export function answerOf({ accesses, ...rest }: Judgement): Answer {
  const shown = accesses.map(({ resource, mode, because }) => ({
    resource: renderResource(resource),
    mode,
    because,
  }));
  return { ...rest, accesses: shown };
}

/** A call of the library from a call in JSON, in which `null` stands for what is left out. */
export function callOf(json: z.infer<typeof CALL>): Call {
  const { definition, arguments: args, ...rest } = json;
  const { description, annotations, name, inputSchema } = definition ?? {};
  return withoutUndefined({
    tool: rest.tool,
    server: rest.server,
    command: rest.command,
    sql: rest.sql,
    dialect: rest.dialect,
    http: rest.http === undefined ? undefined : withoutUndefined(rest.http),
    arguments: args ?? undefined,
    definition:
      name === undefined
        ? undefined
        : withoutUndefined({
            name,
            inputSchema,
            description: description ?? undefined,
            annotations: annotations ?? undefined,
          }),
  }) as Call;
}

function parseLine(line: string): { json: unknown } | string {
  const bytes = Buffer.byteLength(line);
  if (bytes > LINE_BYTES_MAX) return `the line is ${bytes} bytes long, at most ${LINE_BYTES_MAX}`;
  try {
    return { json: JSON.parse(line) as unknown };
  } catch (error) {
    return `the line is not JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** The field, what it takes, and what it was given. */
function problemOf({ issues: [first] }: z.ZodError, json: unknown): string {
  const path = first?.path ?? [];
  const place = path.length === 0 ? "the line" : path.join(".");
  const message = first?.message ?? "cannot be read";
  if (path.length === 0 || message.includes("received")) return `${place}: ${message}`;
  return `${place}: ${message}, received ${shortly(valueAt(json, path))}`;
}

function valueAt(json: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    json,
  );
}

function shortly(value: unknown): string {
  if (Array.isArray(value)) return `${value.length}`;
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function refused(error: string): Answer {
  const evidence: Evidence[] = [{ source: "input", says: "unknown", because: error }];
  const accesses = [{ resource: "everything", mode: "write" as const, because: error }];
  return {
    verdict: "unknown",
    accesses,
    evidence,
    confidence: "none",
    destructive: true,
    idempotent: false,
    suggestions: [],
    error,
  };
}

function withoutUndefined<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
