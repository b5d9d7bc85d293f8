import { expect, test } from "vitest";
import { renderResource } from "../../src/classify/access.ts";
import { Findings } from "../../src/classify/findings.ts";
import { loadGraphql } from "../../src/classify/graphql.ts";
import { judgeHttp, type HttpRequest } from "../../src/classify/http-request.ts";

const graphql = await loadGraphql();

function judged(request: HttpRequest): [string, string] {
  const findings = new Findings();
  judgeHttp(request, graphql, findings);
  const { verdict, accesses } = findings.judgement("inferred");
  return [
    verdict,
    accesses.map(({ mode, resource }) => `${mode} ${renderResource(resource)}`).join(),
  ];
}
const url = "https://a.test/items/1";
const document = "https://a.test/graphql";

test.each<[HttpRequest, string, string]>([
  [{ url }, "read-only", "read https://a.test/items/1"],
  [{ url, method: "head" }, "read-only", "read https://a.test/items/1"],
  [{ url, method: "DELETE" }, "stateful", "write https://a.test/items/1"],
  [{ url, method: "POST" }, "stateful", "write https://a.test/items/1"],
  [{ url, method: "BREW" }, "stateful", "write https://a.test/items/1"],
  [
    { url, method: "GET", headers: { "X-HTTP-Method-Override": "DELETE" } },
    "stateful",
    "write https://a.test/items/1",
  ],
  [{ url, headers: "X-Method-Override: PUT" }, "stateful", "write https://a.test/items/1"],
  [{ url: `${url}?_method=put` }, "stateful", "write https://a.test/items/1"],
  [{ url: "https://a.test/logout" }, "unknown", "write everything"],
  [{ url: "https://a.test/items/1/delete" }, "unknown", "write everything"],
  [{ url: "https://a.test/deleted" }, "read-only", "read https://a.test/deleted"],
  [{ url: "https://a.test/unsubscribe?token=1" }, "unknown", "write everything"],
  [{ url: "https://a.test/i/_search", method: "POST" }, "read-only", "read https://a.test/i"],
  [
    { url: "https://a.test/i/_search", method: "DELETE" },
    "stateful",
    "write https://a.test/i/_search",
  ],
  [{ url: "no address" }, "read-only", "read process,read "],
  [{ url: document, method: "POST", body: '{"query":"{ a }"}' }, "read-only", `read ${document}`],
  [
    { url: document, method: "POST", body: { query: "mutation { a }" } },
    "stateful",
    `write ${document}`,
  ],
  [{ url: `${document}?query=mutation{a}` }, "stateful", `write ${document}`],
  [{ url: document, method: "POST", body: "[]" }, "unknown", "write everything"],
  [{ url: document, method: "POST" }, "unknown", "write everything"],
])("%j is %s: %s", (request, verdict, access) => {
  expect(judged(request)).toEqual([verdict, access]);
});

test.each<[string, string | undefined, string]>([
  ["{ a }", undefined, "read-only"],
  ["query A { a } query B { b }", undefined, "read-only"],
  ["query A { a } mutation B { b }", undefined, "stateful"],
  ["query A { a } mutation B { b }", "A", "read-only"],
  ["query A { a } mutation B { b }", "B", "stateful"],
  ["query A { a }", "C", "unknown"],
  ["subscription { a }", undefined, "unknown"],
  ["fragment F on T { a }", undefined, "unknown"],
  ['# mutation { a }\n{ a(b: "mutation { c }") }', undefined, "read-only"],
  ["mutation", undefined, "unknown"],
  ["", undefined, "unknown"],
  [`{ ${"a ".repeat(40_000)} }`, undefined, "unknown"],
])("the GraphQL document %j, operation %s, is %s", (text, name, says) => {
  expect(graphql(text, name).says).toBe(says);
});

test("a document nested without end is answered", () => {
  expect(graphql("{a".repeat(30_000)).says).toBe("unknown");
});
