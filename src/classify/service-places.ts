import type { Resource } from "./access.js";
import type { Arguments } from "./path-arguments.js";
import { oneOf } from "./shell/one-of.js";
import { wordsOf } from "./tool-name.js";

/**
 * Which of a service's things a call names. Within one service the first key is always the same
 * one: only then do different values mean different things. A call that leaves it out touches the
 * whole service, and so does every call of a service that is not on the list.
 */
interface Service {
  readonly name: string;
  /** Words of tool names or server names that tell the service. */
  readonly words: RegExp;
  /** The keys from the outside in; a key is known under several names. */
  readonly keys: readonly RegExp[];
}

const SERVICES: readonly Service[] = [
  {
    name: "slack",
    words: /^(?:slack|conversations|discord)$/,
    keys: [/^(?:channel|channel_id)$/],
  },
  { name: "redis", words: /^(?:redis|valkey|memcached|kv)$/, keys: [/^key$/] },
  {
    name: "kubernetes",
    words: /^(?:k8s|kube\w*|pods?|deployments?|configmaps?|namespaces?|daemonsets?|statefulsets?)$/,
    keys: [/^namespace$/],
  },
  { name: "docker", words: /^(?:docker|containers?)$/, keys: [/^(?:container|container_id)$/] },
  {
    name: "s3",
    words: /^(?:s3|bucket|buckets)$/,
    keys: [/^bucket(?:_name)?$/, /^(?:key|object_key)$/],
  },
  {
    name: "mongodb",
    words: /^(?:mongo|mongodb)$/,
    keys: [/^(?:database|db)$/, /^collection$/],
  },
  { name: "calendar", words: /^(?:calendar|calendars)$/, keys: [/^calendar_id$/, /^event_id$/] },
  { name: "telegram", words: /^(?:telegram|whatsapp)$/, keys: [/^chat_id$/] },
];

/** The repositories of GitHub and its like: an issue lies in a repository of an owner. */
const NUMBER = /^(?:issue_number|pull_number|pull_request_number|pr_number|issue_id|number|issue)$/;

/** Where a call on a service takes place; without a server the tool's words name the service. */
export function servicePlace(server: string | undefined, tool: string, args: Arguments): Resource {
  const words = [...wordsOf(server ?? ""), ...wordsOf(tool)];
  const { owner, repo } = args;
  if (typeof owner === "string" && typeof repo === "string") {
    const number = Object.entries(args).find(([name]) => NUMBER.test(name))?.[1];
    const item = /string|number/.test(typeof number) ? [String(number)] : [];
    return service(server ?? "github", [`${owner}/${repo}`.toLowerCase(), ...item]);
  }
  const known = SERVICES.find((candidate) => words.some((word) => candidate.words.test(word)));
  if (known === undefined) {
    const brand = words.find((word) => BRANDS.test(word));
    const isForge = words.some((word) => FORGE.test(word));
    const named = server ?? brand ?? (isForge ? "github" : undefined);
    if (named !== undefined) return service(named, []);
    // Whose tool it is nobody says: then it may be anybody's.
    return ANY_SERVICE;
  }
  const path: string[] = [];
  for (const key of known.keys) {
    const value = Object.entries(args).find(([name]) => key.test(name))?.[1];
    if (typeof value !== "string" || value === "" || /[*?[,]/.test(value)) break;
    path.push(value);
  }
  return service(server ?? known.name, path);
}

const FORGE = oneOf(
  "github issues? pull prs? repository repositories repos? branch branches commits? gists? code",
);

const BRANDS = oneOf(
  `airtable asana atlassian aws azure clickup cloudflare confluence datadog drive dropbox elastic
  elasticsearch figma firebase gcp gdrive gitlab gmail grafana graphql hubspot intercom jira linear
  memory neo4j neon netlify notion obsidian outlook pagerduty pinecone qdrant salesforce sendgrid
  sentry shopify spotify stripe supabase todoist trello twilio twitter vercel weaviate youtube
  zendesk zoom`,
);

/** The things of every server and service. */
const ANY_SERVICE: Resource = { kind: "service", path: [] };

/** Whether the name of a tool asks about the world, which no tool changes by itself. */
export const asksTheWorld = (tool: string): boolean =>
  wordsOf(tool).some((word) => WORLD.test(word));

const WORLD = oneOf(
  `weather forecast currency currencies exchange stocks? quotes? news wikipedia arxiv geocode
  directions distance elevation timezone time dictionary translate translation holidays?
  calculate calculator math convert random uuid`,
);

function service(name: string, path: readonly string[]): Resource {
  return { kind: "service", path: [name.toLowerCase(), ...path] };
}
