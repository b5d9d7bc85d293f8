import { Client } from "@modelcontextprotocol/client";
import { describe, expect, test } from "vitest";
import { PEERS, type PeerClient } from "./peers.ts";
import { TEST_TOOLS } from "./server-process.ts";

describe.each(PEERS)("$name", ({ connect }) => {
  test("cancels a call, and the running tool is told", async () => {
    await using peer = await connect(TEST_TOOLS);
    const { client, log } = peer;
    const controller = new AbortController();
    const call = callTool(client, "wait_for_abort", controller.signal);
    const failure = expect(call).rejects.toThrow(/no longer wanted/);
    await log.until(/the tool waits/);
    controller.abort(new Error("no longer wanted"));
    await failure;
    await log.until(/the tool was aborted/);
    // The connection has outlived the call.
    expect((await client.listTools()).tools).toContainEqual(
      expect.objectContaining({ name: "break" }),
    );
  });

  test("a fault's path and secret stay in the server's log", async () => {
    await using peer = await connect(TEST_TOOLS);
    const { isError, content } = await peer.client.callTool({ name: "break", arguments: {} });
    expect(isError).toBe(true);
    expect(JSON.stringify(content)).not.toMatch(/secret|ENOENT|token|abc/);
    const id = /fault ([0-9a-f-]{36})/.exec(JSON.stringify(content))?.[1];
    expect(id).toBeDefined();
    await peer.log.until(new RegExp(`fault ${id} in break: .*/secret/path`));
  });
});

function callTool(client: PeerClient, name: string, signal: AbortSignal): Promise<unknown> {
  const params = { name, arguments: {} };
  return client instanceof Client
    ? client.callTool(params, { signal })
    : client.callTool(params, undefined, { signal });
}
