import type { Resource } from "./access.js";
import type { Findings } from "./findings.js";
import type { GraphqlClassifier } from "./graphql.js";
import { isLoopback, urlResource } from "./places.js";
import { oneOf } from "./shell/one-of.js";

/** A request as tools describe it; fields of other types than text are taken as they are. */
export interface HttpRequest {
  readonly url: string;
  /** GET if left out. */
  readonly method?: string;
  readonly headers?: unknown;
  readonly body?: unknown;
}

const SAFE = /^(?:GET|HEAD|OPTIONS|TRACE|QUERY)$/;

/** Paths that change something although they are fetched: links in mails, old applications. */
const CHANGES_BY_GET = oneOf(
  `(?:un)?subscribe log-?out sign-?out (?:de)?activate confirm(?:ation)? verify approve
  reject delete remove destroy reset restart reboot shutdown trigger exec(?:ute)? cancel
  accept decline purge flush revoke rotate unlock webhooks? opt-?out`,
  "i",
);

/** Addresses that are asked by POST because the question is too long for an address. */
const READS_BY_POST = oneOf(
  `_?search _msearch _count _mget _field_caps _explain _analyze _rank_eval _terms_enum
  _search_shards batch-?get bulk-?get lookup autocomplete suggest`,
  "i",
);

/** After these the whole site answers somebody else. */
const CHANGES_WHO_ASKS = oneOf(
  `log-?in log-?out log-?off sign-?in sign-?out sign-?up sessions? auth oauth2? tokens? cookies?`,
  "i",
);

/** A search answers from what lies beside it: `/books/_search` from `/books`. */
const parentOf = ({ kind, path }: Resource): Resource => ({
  kind,
  path: path.length > 1 ? path.slice(0, -1) : path,
});

const originOf = ({ kind, path }: Resource): Resource => ({ kind, path: path.slice(0, 1) });

const OVERRIDES = /^x-(?:http-)?method(?:-override)?$/i;

/** Adds what an HTTP request reads and writes, by its method and the known exceptions. */
export function judgeHttp(
  request: HttpRequest,
  graphql: GraphqlClassifier,
  findings: Findings,
): void {
  const place = urlResource(request.url);
  const resources: Resource[] = [place ?? { kind: "url", path: [] }];
  if (place === undefined || isLoopback(place)) {
    findings.reads([{ kind: "process", path: [] }], "a program of this machine may answer");
  }
  const method = (request.method ?? "GET").toUpperCase();
  const segments = place?.path.slice(1) ?? [];
  const last = segments.at(-1) ?? "";
  const stated = overriddenMethod(request) ?? method;
  if (/^graphi?ql$/i.test(last)) {
    const { query, operationName } = graphqlOf(request);
    if (query === undefined) findings.says("graphql", "unknown", "no document is in the request");
    else {
      const { says, because } = graphql(query, operationName);
      findings.says("graphql", says, because);
      if (says === "stateful") return findings.writes(resources, because);
    }
    return findings.reads(resources, `asks ${last}`);
  }
  if (!SAFE.test(stated) || !SAFE.test(method)) {
    const asks = stated === "POST" && method === "POST" && READS_BY_POST.test(last);
    const because = `${stated} ${asks ? "to an address that only answers" : "changes its address"}`;
    findings.says("http", asks ? "read-only" : "stateful", because);
    if (stated !== "POST") findings.destroys();
    if (asks) return findings.reads(resources.map(parentOf), because);
    const signs = segments.some((segment) => CHANGES_WHO_ASKS.test(segment));
    return findings.writes(signs ? resources.map(originOf) : resources, because);
  }
  const trap = segments.find((segment) => CHANGES_BY_GET.test(segment));
  if (trap !== undefined) {
    const because = `${method} of an address with "${trap}" in it may change something`;
    findings.says("http", "unknown", because);
    return findings.writes(resources, because);
  }
  findings.says("http", "read-only", `${method} only reads`);
  findings.reads(resources, `${method} of it`);
}

/** A method that hides in a header or in the query, which some servers obey instead. */
function overriddenMethod({ url, headers }: HttpRequest): string | undefined {
  if (typeof headers === "object" && headers !== null) {
    const found = Object.entries(headers).find(([name]) => OVERRIDES.test(name));
    if (found !== undefined) return String(found[1]).toUpperCase();
  }
  if (typeof headers === "string" && /x-(?:http-)?method/i.test(headers)) return "OVERRIDDEN";
  return /[?&]_method=(\w+)/i.exec(url)?.[1]?.toUpperCase();
}

function graphqlOf({ url, body }: HttpRequest): { query?: string; operationName?: string } {
  const inUrl = URL.canParse(url) ? new URL(url).searchParams : new URLSearchParams();
  const fields = bodyFields(body);
  const query = fields["query"] ?? inUrl.get("query");
  const name = fields["operationName"] ?? inUrl.get("operationName");
  return {
    ...(typeof query === "string" ? { query } : {}),
    ...(typeof name === "string" ? { operationName: name } : {}),
  };
}

function bodyFields(body: unknown): Readonly<Record<string, unknown>> {
  if (typeof body === "string") {
    try {
      return bodyFields(JSON.parse(body));
    } catch {
      return {};
    }
  }
  const isRecord = typeof body === "object" && body !== null && !Array.isArray(body);
  return isRecord ? (body as Record<string, unknown>) : {};
}
