import { EVERYTHING, type Resource, type Verdict } from "./access.js";
import type { Findings } from "./findings.js";
import type { Arguments } from "./path-arguments.js";
import { fileResources, globResources, urlResource, type Surroundings } from "./places.js";
import type { SqlDialect } from "./sql/classify-sql.js";
import { tableResource } from "./sql/statement-effects.js";

/** What the user says about a tool; it overrides every other evidence. */
export interface ToolPolicy {
  readonly effect?: Verdict;
  /** Templates of what it reads and writes: `file:{path}`, `table:{table}`, `url:{url}`. */
  readonly reads?: readonly string[];
  readonly writes?: readonly string[];
  readonly destructive?: boolean;
  readonly idempotent?: boolean;
}

/** What the user says about a server and all of its tools, and about single ones. */
export interface ServerPolicy extends ToolPolicy {
  /** The server's `readOnlyHint: true` is believed. */
  readonly trusted?: boolean;
  /** It reaches nothing outside of itself: no file of the workspace, no other server's things. */
  readonly isolated?: boolean;
  /** What its SQL is written in; guessed from its name if left out. */
  readonly dialect?: SqlDialect;
  readonly tools?: Readonly<Record<string, ToolPolicy>>;
}

export type Policies = Readonly<Record<string, ServerPolicy>>;

/** The policy of one tool; none if the user says nothing about its effect. */
export function toolPolicy(server: ServerPolicy | undefined, tool: string): ToolPolicy | undefined {
  if (server === undefined) return undefined;
  const own = server.tools;
  const policy =
    own !== undefined && Object.hasOwn(own, tool) ? { ...server, ...own[tool] } : server;
  const says = policy.effect ?? policy.reads ?? policy.writes;
  return says === undefined ? undefined : policy;
}

/** Adds what the user says. Returns false if it leaves the resources to be found out. */
export function applyPolicy(
  policy: ToolPolicy,
  server: string,
  args: Arguments,
  around: Surroundings,
  findings: Findings,
): boolean {
  const { reads = [], writes = [] } = policy;
  const effect = policy.effect ?? (writes.length > 0 ? "stateful" : "read-only");
  findings.says("configuration", effect, `the configuration of ${server} says so`);
  const places = (template: string): Resource[] => fillTemplate(template, server, args, around);
  for (const template of reads) findings.reads(places(template), `configured: ${template}`);
  for (const template of writes) findings.writes(places(template), `configured: ${template}`);
  if (policy.destructive === true) findings.destroys();
  if (policy.idempotent === true) findings.repeats();
  return reads.length + writes.length > 0;
}

/**
 * The resources of a template such as `file:{path}`. An argument that is missing or no text
 * leaves everything of that kind; a kind that is not known is everything.
 */
export function fillTemplate(
  template: string,
  server: string,
  args: Arguments,
  around: Surroundings,
): Resource[] {
  const [, kind = "", pattern = ""] = /^([a-z]+):?(.*)$/s.exec(template) ?? [];
  let missing = false;
  const text = pattern.replaceAll(/\{([^{}]+)\}/g, (_, name: string) => {
    const value = Object.hasOwn(args, name) ? args[name] : undefined;
    missing ||= typeof value !== "string" && typeof value !== "number";
    return String(value);
  });
  switch (kind) {
    case "file":
      return missing ? [{ kind: "file", path: [] }] : fileResources(text, around);
    case "glob":
      return missing ? [{ kind: "file", path: [] }] : globResources(text, around);
    case "url":
      return [(missing ? undefined : urlResource(text)) ?? { kind: "url", path: [] }];
    case "table":
      return [tableResource(missing || text === "" ? [] : text.split("."))];
    case "server":
      return [{ kind: "service", path: [server.toLowerCase(), ...parts(missing ? "" : text)] }];
    case "session":
      return [{ kind: "session", path: [server.toLowerCase()] }];
    default:
      return [EVERYTHING];
  }
}

function parts(text: string): string[] {
  return text.split("/").filter((part) => part !== "");
}
