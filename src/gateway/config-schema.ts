import * as z from "zod";

/** The most servers that one configuration may name. */
const SERVERS_MAX = 64;

// Every schema's error says what is allowed, so that a message can be put together from it.

function whole(min: number, max: number) {
  const error = `a whole number from ${min} to ${max}`;
  return z.number({ error }).refine((n) => Number.isInteger(n) && n >= min && n <= max, { error });
}

function oneOf<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z.enum(values, { error: `one of ${values.join(", ")}` });
}

function string(min = 0) {
  return z.string({ error: "a text" }).min(min, { error: "a text that is not empty" });
}

const flag = z.boolean({ error: "true or false" });
const milliseconds = whole(1, 24 * 3_600_000);
const templates = z.array(
  z.string({ error: "a template" }).regex(/^(?:file|glob|url|table|server|session)(?::|$)/, {
    error: "a template such as file:{path}, glob:…, url:…, table:…, server:… or session:",
  }),
  { error: "a list of templates" },
);

/** What the user may say about a tool, and about all tools of a server. */
const TOOL_KEYS = {
  allow: oneOf(["read", "write", "destructive"]).optional(),
  effect: oneOf(["read-only", "stateful", "unknown"]).optional(),
  reads: templates.optional(),
  writes: templates.optional(),
  destructive: flag.optional(),
  idempotent: flag.optional(),
  timeoutMs: milliseconds.optional(),
  concurrency: whole(1, 1_024).optional(),
};

const toolForm = z.strictObject(TOOL_KEYS, { error: "an object" });

const aboveZero = { error: "a number above 0, to 1000000" };
const rateForm = z.strictObject(
  {
    perSecond: z.number(aboveZero).gt(0, aboveZero).max(1_000_000, aboveZero),
    burst: whole(1, 1_000_000).optional(),
  },
  { error: "an object with perSecond and burst" },
);

const ownForm = z.strictObject(
  {
    ...TOOL_KEYS,
    trust: flag.optional(),
    isolated: flag.optional(),
    dialect: oneOf(["postgres", "sqlite", "mysql", "any"]).optional(),
    rate: rateForm.optional(),
    connectTimeoutMs: milliseconds.optional(),
    answerBytesMax: whole(64 * 1_024, 1_024 ** 3).optional(),
    tools: z.record(string(1), toolForm, { error: "an object of tools by their names" }).optional(),
  },
  { error: "an object" },
);

const texts = z.array(string(), { error: "a list of texts" });
const textsByName = z.record(z.string(), string(), { error: "an object of texts" });

/** Keys of clients that say nothing about how a server is reached; all but `disabled` are idle. */
const CLIENTS_KEYS = {
  disabled: flag.optional(),
  name: z.unknown().optional(),
  title: z.unknown().optional(),
  description: z.unknown().optional(),
  timeout: z.unknown().optional(),
  autoApprove: z.unknown().optional(),
  alwaysAllow: z.unknown().optional(),
  alwaysLoad: z.unknown().optional(),
};

const stdioForm = z.strictObject({
  ...CLIENTS_KEYS,
  type: oneOf(["stdio"]).optional(),
  command: string(1),
  args: texts.optional(),
  env: textsByName.optional(),
  cwd: string(1).optional(),
  signalbox: ownForm.optional(),
});

const httpForm = z.strictObject({
  ...CLIENTS_KEYS,
  type: oneOf(["http", "streamable-http", "streamableHttp"]).optional(),
  url: string(1),
  headers: textsByName.optional(),
  signalbox: ownForm.optional(),
});

/** An entry is read by the one form that its keys point to, so that its errors are plain. */
export const SERVER_FORMS = { stdio: stdioForm, http: httpForm };

export const FILE_FORM = z.strictObject(
  {
    $schema: z.unknown().optional(),
    mcpServers: z
      .record(z.string(), z.record(z.string(), z.unknown(), { error: "an object" }), {
        error: "an object of servers by their names",
      })
      .refine((servers) => Object.keys(servers).length <= SERVERS_MAX, {
        error: `at most ${SERVERS_MAX} servers`,
      }),
  },
  { error: "an object with mcpServers" },
);

export type StdioEntry = z.output<typeof stdioForm>;
export type HttpEntry = z.output<typeof httpForm>;
export type OwnKeys = z.output<typeof ownForm>;
/** What calls of a server may do: only read, also change something, also destroy. */
export type Allowance = NonNullable<OwnKeys["allow"]>;

/** The keys that are known at a place of a server's entry. */
export function knownKeys(form: keyof typeof SERVER_FORMS, path: readonly PropertyKey[]): string[] {
  const [own, inner, ...rest] = path;
  if (own === undefined) return Object.keys(SERVER_FORMS[form].shape);
  if (inner === undefined) return Object.keys(ownForm.shape);
  return Object.keys(inner === "rate" && rest.length === 0 ? rateForm.shape : TOOL_KEYS);
}
