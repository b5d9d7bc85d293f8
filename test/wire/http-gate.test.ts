import { afterAll, beforeAll, expect, test } from "vitest";
import { legacy, modern, rpc, send } from "./raw-http.ts";
import { initializeWith } from "./raw-stdio.ts";
import { type HttpServerProcess, startHttpServer, startServer } from "./server-process.ts";

let server: HttpServerProcess;
beforeAll(async () => {
  server = await startHttpServer();
});
afterAll(() => server[Symbol.asyncDispose]());

const eras = [
  ["2026", modern("tools/list")],
  ["2025", legacy("initialize", initializeWith("2025-11-25"))],
] as const;

const withHeader = (request: (typeof eras)[number][1], name: string, value: string) => ({
  ...request,
  headers: { ...request.headers, [name]: value },
});

test.each(eras)("a right request of the %s era is served", async (_era, request) => {
  expect((await send(server.url, request)).status).toBe(200);
});

test.each(
  eras.flatMap(([era, request]) => [
    [era, "Origin", "https://evil.example", request] as const,
    [era, "Origin", "null", request] as const,
    [era, "Origin", "http://localhost.evil.example", request] as const,
    [era, "Host", "evil.example", request] as const,
    [era, "Host", "localhost.evil.example", request] as const,
    [era, "Host", "[", request] as const,
    [era, "Host", "127.0.0.1.evil.example:80", request] as const,
  ]),
)("a request of the %s era with %s %s is forbidden", async (_era, name, value, request) => {
  expect((await send(server.url, withHeader(request, name, value))).status).toBe(403);
});

test("any port of this machine's own names is let through: only names are checked", async () => {
  const [[, request]] = eras;
  const origin = withHeader(request, "Origin", "http://localhost:1");
  expect((await send(server.url, origin)).status).toBe(200);
  const host = withHeader(request, "Host", "localhost:1");
  expect((await send(server.url, host)).status).toBe(200);
});

test("a preflight from elsewhere is forbidden, and none gets leave to read", async () => {
  const headers = { origin: "https://evil.example", "access-control-request-method": "POST" };
  const evil = await send(server.url, { method: "OPTIONS", headers });
  expect(evil.status).toBe(403);
  expect(evil.headers).not.toHaveProperty("access-control-allow-origin");
});

test.each(["/", "/mcp/", "/mcp2", "/mcp/../x", "//", "//mcp", "/%2e%2e/mcp", "/MCP", "/mcp%00"])(
  "the path %s is not found, and the server lives on",
  async (path) => {
    const [[, request]] = eras;
    expect((await send(server.url, { ...request, path })).status).toBe(404);
    expect((await send(server.url, request)).status).toBe(200);
  },
);

test("a query after the path changes nothing", async () => {
  const [[, request]] = eras;
  expect((await send(server.url, { ...request, path: "/mcp?x=//" })).status).toBe(200);
});

test.each([
  ["no token", undefined, 401],
  ["another token", "Bearer wrong", 401],
  ["the token with more behind it", "Bearer s3cret0", 401],
  ["the token's beginning", "Bearer s3cre", 401],
  ["another scheme", "Basic s3cret", 401],
  ["the token", "Bearer s3cret", 200],
  ["the token under a lower-case scheme", "bearer s3cret", 200],
])("where a token is required, %s (%s) is answered %i", async (_kind, authorization, status) => {
  const env = { ...process.env, SIGNALBOX_TOKEN: "s3cret" };
  await using guarded = await startHttpServer(["serve", "--http", "--port", "0"], { env });
  const headers = authorization === undefined ? undefined : { authorization };
  for (const [, request] of eras) {
    const answer = await send(guarded.url, {
      ...request,
      headers: { ...request.headers, ...headers },
    });
    expect(answer.status).toBe(status);
    if (status === 401) {
      expect(answer.headers).toHaveProperty("www-authenticate", expect.stringMatching(/^Bearer/));
    } else {
      expect(rpc(answer)).toHaveProperty("result");
    }
  }
});

test("a port that is taken is an error with a reason, not a second server", async () => {
  await using second = startServer(["serve", "--http", "--port", server.url.port]);
  expect(await second.ended).toEqual([1, null]);
  expect(await second.log.rest()).toEqual([
    expect.stringMatching(new RegExp(`^signalbox: .*EADDRINUSE.*${server.url.port}$`)),
  ]);
});
