import type * as z from "zod";
import type { ServerPolicy } from "../classify/policy.js";
import {
  type Allowance,
  FILE_FORM,
  type HttpEntry,
  knownKeys,
  type OwnKeys,
  SERVER_FORMS,
  type StdioEntry,
} from "./config-schema.js";
import { ConfigError } from "./errors.js";
import { type Environment, expandVariables } from "./expand.js";

/** How a server is reached. */
export type Endpoint =
  | {
      readonly kind: "stdio";
      readonly command: string;
      readonly args: readonly string[];
      readonly env: Readonly<Record<string, string>>;
      readonly cwd: string | undefined;
    }
  | {
      readonly kind: "http";
      readonly url: URL;
      readonly headers: Readonly<Record<string, string>>;
    };

/** What bounds the calls of a server. */
export interface ServerBounds {
  /** Calls of the server at once. */
  readonly concurrency: number;
  /** Calls of single tools at once, by their names. */
  readonly toolConcurrency: ReadonlyMap<string, number>;
  readonly rate: { readonly perSecond: number; readonly burst: number } | undefined;
  readonly timeoutMs: number;
  readonly toolTimeoutMs: ReadonlyMap<string, number>;
  readonly connectTimeoutMs: number;
  readonly answerBytesMax: number;
}

/** One server as the user configured it. */
export interface ServerConfig {
  readonly name: string;
  readonly endpoint: Endpoint;
  readonly allow: Allowance;
  readonly toolAllow: ReadonlyMap<string, Allowance>;
  readonly policy: ServerPolicy;
  readonly bounds: ServerBounds;
}

export interface GatewayConfig {
  readonly servers: ReadonlyMap<string, ServerConfig>;
}

const DEFAULTS = {
  concurrency: 8,
  timeoutMs: 30_000,
  connectTimeoutMs: 10_000,
  answerBytesMax: 2 * 1_024 ** 2,
};

/** A configuration file as whoever read it hands it over. */
export interface ConfigSource {
  /** Its name without folders; errors begin with it. */
  readonly name: string;
  readonly text: string;
  /** Where `${NAME}` is looked up. */
  readonly env: Environment;
}

/**
 * Reads the `mcpServers` form that MCP clients use, with our keys under `signalbox`. Servers that
 * are `disabled` are left out. Throws `ConfigError` with file, field, what is allowed and what was
 * received; the values of `command`, `args`, `env`, `url` and `headers` are never shown.
 */
export function parseConfig(source: ConfigSource): GatewayConfig {
  const json = parseJson(source);
  const file = FILE_FORM.safeParse(json);
  if (!file.success) throw problem(source, file.error, json, [], ["mcpServers", "$schema"]);
  const servers = new Map<string, ServerConfig>();
  for (const [name, entry] of Object.entries(file.data.mcpServers)) {
    const server = readServer(source, name, entry);
    if (server !== undefined) servers.set(name, server);
  }
  return { servers };
}

/** Not the parser's own message: it quotes the text, which may hold a secret. */
function parseJson({ name, text }: ConfigSource): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, "")) as unknown;
  } catch (error) {
    const [, at] = /at position (\d+)/.exec(String(error)) ?? [];
    if (at === undefined) throw new ConfigError(`${name}: it is not valid JSON`);
    const before = text.slice(0, Number(at)).split("\n");
    const place = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
    throw new ConfigError(`${name}: it is not valid JSON: ${place}`);
  }
}

function readServer(
  source: ConfigSource,
  name: string,
  entry: Readonly<Record<string, unknown>>,
): ServerConfig | undefined {
  const place = ["mcpServers", name];
  if (!/^[^\p{C}\s](?:[^\p{C}]{0,62}[^\p{C}\s])?$/u.test(name)) {
    const shown = JSON.stringify(name.slice(0, 80));
    throw new ConfigError(
      `${source.name}: mcpServers: a server's name is 1 to 64 visible characters, not ${shown}`,
    );
  }
  const form = "url" in entry && !("command" in entry) ? "http" : "stdio";
  const read = SERVER_FORMS[form].safeParse(entry);
  if (!read.success) {
    const [first] = read.error.issues;
    throw problem(source, read.error, entry, place, knownKeys(form, first?.path ?? []));
  }
  if (read.data.disabled === true) return undefined;
  const field = `${source.name}: ${place.join(".")}`;
  const fill = (text: string, key: string): string =>
    expandVariables(text, source.env, `${field}.${key}`);
  const endpoint =
    "url" in read.data ? httpEndpoint(read.data, fill, field) : stdioEndpoint(read.data, fill);
  return { name, endpoint, ...settings(read.data.signalbox ?? {}) };
}

type Fill = (text: string, key: string) => string;

function stdioEndpoint({ command, args = [], env = {}, cwd }: StdioEntry, fill: Fill): Endpoint {
  return {
    kind: "stdio",
    command: fill(command, "command"),
    args: args.map((value, index) => fill(value, `args.${index}`)),
    env: fillAll(env, "env", fill),
    cwd: cwd === undefined ? undefined : fill(cwd, "cwd"),
  };
}

function httpEndpoint({ url, headers = {} }: HttpEntry, fill: Fill, field: string): Endpoint {
  const filled = fill(url, "url");
  const parsed = URL.canParse(filled) ? new URL(filled) : undefined;
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol)) {
    throw new ConfigError(`${field}.url: must be an address with http: or https:`);
  }
  const all = fillAll(headers, "headers", fill);
  for (const [key, value] of Object.entries(all)) {
    if (!isHeader(key, value)) throw new ConfigError(`${field}.headers: not a header: ${key}`);
  }
  return { kind: "http", url: parsed, headers: all };
}

function fillAll(values: Readonly<Record<string, string>>, key: string, fill: Fill) {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, fill(value, `${key}.${name}`)]),
  );
}

function isHeader(key: string, value: string): boolean {
  return /^[!#$%&'*+.^`|~\w-]+$/.test(key) && !/[^\t\u0020-\u007e\u0080-\u00ff]/.test(value);
}

function settings(own: OwnKeys): Pick<ServerConfig, "allow" | "toolAllow" | "policy" | "bounds"> {
  const tools = Object.entries(own.tools ?? {});
  const ofTools = <Key extends keyof NonNullable<OwnKeys["tools"]>[string]>(key: Key) =>
    new Map(
      tools.flatMap(([name, { [key]: value }]) => (value === undefined ? [] : [[name, value]])),
    );
  const { rate } = own;
  return {
    allow: own.allow ?? "read",
    toolAllow: ofTools("allow"),
    policy: policyOf(own),
    bounds: {
      concurrency: own.concurrency ?? DEFAULTS.concurrency,
      toolConcurrency: ofTools("concurrency"),
      rate: rate && { perSecond: rate.perSecond, burst: rate.burst ?? Math.ceil(rate.perSecond) },
      timeoutMs: own.timeoutMs ?? DEFAULTS.timeoutMs,
      toolTimeoutMs: ofTools("timeoutMs"),
      connectTimeoutMs: own.connectTimeoutMs ?? DEFAULTS.connectTimeoutMs,
      answerBytesMax: own.answerBytesMax ?? DEFAULTS.answerBytesMax,
    },
  };
}

function policyOf({ trust, isolated, dialect, tools = {}, ...all }: OwnKeys): ServerPolicy {
  const byName = Object.entries(tools).map(([name, keys]) => [name, evidenceOf(keys)] as const);
  return {
    ...evidenceOf(all),
    trusted: trust ?? false,
    isolated: isolated ?? false,
    ...(dialect !== undefined && { dialect }),
    tools: Object.fromEntries(byName),
  };
}

function evidenceOf({ effect, reads, writes, destructive, idempotent }: OwnKeys) {
  return {
    ...(effect !== undefined && { effect }),
    ...(reads !== undefined && { reads }),
    ...(writes !== undefined && { writes }),
    ...(destructive !== undefined && { destructive }),
    ...(idempotent !== undefined && { idempotent }),
  };
}

function problem(
  { name }: ConfigSource,
  { issues: [issue] }: z.ZodError,
  input: unknown,
  place: readonly string[],
  known: readonly string[],
): ConfigError {
  const path = [...place, ...(issue?.path ?? [])].map(String);
  const field = [name, path.join(".")].filter((part) => part !== "").join(": ");
  if (issue?.code === "unrecognized_keys") {
    const keys = issue.keys.map((key) => JSON.stringify(key.slice(0, 80))).join(", ");
    return new ConfigError(`${field}: unknown key ${keys}; known are ${known.join(", ")}`);
  }
  const at = (issue?.path ?? []).reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    input,
  );
  return new ConfigError(`${field}: must be ${issue?.message}; received ${shown(at, path)}`);
}

/** The value itself only where no secret can be: under our own key. */
function shown(value: unknown, path: readonly string[]): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  const isOurs = path[2] === "signalbox" && typeof value !== "object";
  if (isOurs) return JSON.stringify(value).slice(0, 80);
  return Array.isArray(value) ? "a list" : `a value of type ${typeof value}`;
}
