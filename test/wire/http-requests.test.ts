import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BODY_BYTES_MAX } from "../../src/wire/http.ts";
import { JSON_HEADERS, legacy, modern, MODERN, type RawRequest, rpc, send } from "./raw-http.ts";
import { initializeWith } from "./raw-stdio.ts";
import { type HttpServerProcess, startHttpServer } from "./server-process.ts";

let server: HttpServerProcess;
beforeAll(async () => {
  server = await startHttpServer();
});
afterAll(() => server[Symbol.asyncDispose]());
const ask = (request: RawRequest) => send(server.url, request);

const INITIALIZE = legacy("initialize", initializeWith("2025-11-25"));

async function openSession(): Promise<string> {
  const { headers } = await ask(INITIALIZE);
  const id = headers["mcp-session-id"];
  if (typeof id !== "string") throw new Error("no session was opened");
  return id;
}

describe("whatever the era", () => {
  test.each([
    ["text instead of JSON", { ...JSON_HEADERS, "content-type": "text/plain" }, 415],
    ["no content type", { accept: JSON_HEADERS.accept }, 415],
  ])("%s is answered %i", async (_kind, headers, status) => {
    expect((await ask({ ...INITIALIZE, headers })).status).toBe(status);
  });

  test.each([
    ["that is empty", ""],
    ["that is not JSON", "{"],
    ["that is not UTF-8 text of JSON", "\u0000"],
  ])("a body %s is a parse error", async (_kind, body) => {
    const answer = await ask({ headers: JSON_HEADERS, body });
    expect(answer.status).toBe(400);
    expect(rpc(answer)).toMatchObject({ id: null, error: { code: -32_700 } });
  });

  const fill = (request: RawRequest, bytes: number): RawRequest => ({
    ...request,
    body: (request.body ?? "").padEnd(bytes, " "),
  });
  test.each([
    ["2026", modern("tools/list")],
    ["2025", INITIALIZE],
  ])("a body of the %s era may be as long as the cap and no longer", async (_era, request) => {
    for (const chunked of [false, true]) {
      const full = await ask({ ...fill(request, BODY_BYTES_MAX), chunked });
      expect(full.status).toBe(200);
      const over = await ask({ ...fill(request, BODY_BYTES_MAX + 1), chunked });
      expect(over.status).toBe(413);
    }
  });

  test("a body of a hundred thousand open brackets does no harm", async () => {
    const answer = await ask({ headers: JSON_HEADERS, body: "[".repeat(100_000) });
    expect(answer.status).toBe(400);
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    expect((await ask({ headers: JSON_HEADERS, body: deep })).status).toBe(400);
    expect((await ask(modern("tools/list"))).status).toBe(200);
  });
});

describe("the 2026 era", () => {
  const request = modern("tools/call", { name: "route", arguments: { query: "mutex" } });
  const without = (...names: string[]) =>
    Object.fromEntries(Object.entries(request.headers).filter(([name]) => !names.includes(name)));

  test.each([
    ["without Mcp-Method", without("mcp-method")],
    ["without Mcp-Name", without("mcp-name")],
    ["with another Mcp-Method", { ...request.headers, "mcp-method": "tools/list" }],
    ["with another Mcp-Name", { ...request.headers, "mcp-name": "read_reference" }],
  ])("a request %s is refused for its headers", async (_kind, headers) => {
    const answer = await ask({ ...request, headers });
    expect(answer.status).toBe(400);
    expect(rpc(answer)).toMatchObject({ error: { code: -32_020 } });
  });

  test("a version that header and body disagree on is refused", async () => {
    const { headers, ...rest } = modern("tools/list", {}, "2099-01-01");
    const answer = await ask({ headers: { ...headers, "mcp-protocol-version": MODERN }, ...rest });
    expect(answer.status).toBe(400);
    expect(rpc(answer)).toMatchObject({ error: { code: -32_020 } });
  });

  test("a version to come is refused with those that are spoken", async () => {
    const answer = await ask(modern("tools/list", {}, "2099-01-01"));
    expect(answer.status).toBe(400);
    expect(rpc(answer).error).toMatchObject({ code: -32_022 });
    expect(answer.text).toContain(MODERN);
  });

  test("a request that does not say what its client can do is refused", async () => {
    const meta = { "io.modelcontextprotocol/protocolVersion": MODERN };
    const answer = await ask(modern("tools/list", { _meta: meta }));
    expect(answer.status).toBe(400);
    expect(rpc(answer)).toMatchObject({ error: { code: -32_602 } });
  });

  test("an unknown method is not found", async () => {
    const answer = await ask(modern("tools/destroy"));
    expect(answer.status).toBe(404);
    expect(rpc(answer)).toMatchObject({ error: { code: -32_601 } });
  });
});

describe("the 2025 era", () => {
  test.each(["GET", "DELETE", "PUT"])("%s without a session is not allowed", async (method) => {
    expect((await ask({ method, headers: { accept: "text/event-stream" } })).status).toBe(405);
  });

  test.each([
    ["JSON only", { ...JSON_HEADERS, accept: "application/json" }],
    ["nothing", { "content-type": "application/json" }],
  ])("a client that accepts %s is refused", async (_kind, headers) => {
    expect((await ask({ ...INITIALIZE, headers })).status).toBe(406);
  });

  test("a request before initialize is refused, and one in a session is served", async () => {
    expect((await ask(legacy("tools/list"))).status).toBe(400);
    const answer = await ask(legacy("tools/list", {}, await openSession()));
    expect(answer.status).toBe(200);
    expect(rpc(answer)).toHaveProperty("result.tools");
  });

  test.each(["no-such-session", "../../etc/passwd", "__proto__", "constructor"])(
    "the session id %s is not found",
    async (id) => {
      for (const method of ["POST", "GET", "DELETE"]) {
        const body = method === "POST" ? legacy("tools/list", {}, id) : {};
        const headers = { ...JSON_HEADERS, "mcp-session-id": id };
        expect((await ask({ ...body, method, headers })).status).toBe(404);
      }
    },
  );

  test("a version that was never spoken is refused within a session", async () => {
    const request = legacy("tools/list", {}, await openSession());
    const headers = { ...request.headers, "mcp-protocol-version": "1999-01-01" };
    const answer = await ask({ ...request, headers });
    expect(answer.status).toBe(400);
    expect(rpc(answer)).toMatchObject({ error: { code: -32_000 } });
  });

  test("a session that its client ends is gone", async () => {
    const id = await openSession();
    const headers = { "mcp-session-id": id };
    expect((await ask({ method: "DELETE", headers })).status).toBe(200);
    expect((await ask(legacy("tools/list", {}, id))).status).toBe(404);
  });

  test("requests with one id in two sessions each get their own answer", async () => {
    const [one, two] = await Promise.all([openSession(), openSession()]);
    const read = (session: string, uri: string) => ask(legacy("resources/read", { uri }, session));
    const uris = ["reference://rate-limiting", "reference://event-loop-internals"];
    const pairs = Array.from({ length: 20 }, (_, index) => [one, two][index % 2] ?? one);
    const answers = await Promise.all(
      pairs.map((session, index) => read(session, uris[index % 2] ?? "")),
    );
    const got = answers.map((answer) => rpc(answer).result.contents[0].uri as string);
    expect(got).toEqual(pairs.map((_, index) => uris[index % 2]));
  });
});
