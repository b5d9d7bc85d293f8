import { Client } from "@modelcontextprotocol/client";
import { describe, expect, test } from "vitest";
import { PEERS, type PeerClient, type Says } from "./peers.ts";
import { TEST_TOOLS } from "./server-process.ts";

describe.each(PEERS)("$name", ({ connect }) => {
  const askFirst = async (says?: Says): Promise<string> => {
    await using peer = await connect(TEST_TOOLS, says);
    const { content } = await peer.client.callTool({ name: "ask_first", arguments: {} });
    return (content as { text: string }[])[0]?.text ?? "";
  };

  test("a tool's question reaches the user, and the answer reaches the tool", async () => {
    const asked: string[] = [];
    const says: Says = (question) => {
      asked.push(question);
      return { action: "accept", run: true };
    };
    expect(await askFirst(says)).toBe("deleted");
    expect(asked).toEqual(["Delete b.txt?"]);
  });

  test("a user who declines, or accepts without a yes, has said no", async () => {
    expect(await askFirst(() => ({ action: "decline" }))).toBe("kept");
    expect(await askFirst(() => ({ action: "accept", run: false }))).toBe("kept");
  });

  test("a tool is told when there is nobody to ask", async () => {
    expect(await askFirst()).toBe("nobody to ask");
  });

  test("every progress message arrives, the last one as well", async () => {
    await using peer = await connect(TEST_TOOLS);
    const seen: number[] = [];
    await callCounting(peer.client, ({ progress }) => seen.push(progress));
    expect(seen).toEqual(Array.from({ length: 64 }, (_, index) => index + 1));
  });
});

function callCounting(client: PeerClient, onprogress: (progress: { progress: number }) => void) {
  const params = { name: "count_to_64", arguments: {} };
  return client instanceof Client
    ? client.callTool(params, { onprogress })
    : client.callTool(params, undefined, { onprogress });
}
