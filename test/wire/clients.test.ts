import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Client } from "@modelcontextprotocol/client";
import { PEERS, type Peer, type PeerClient } from "./peers.ts";

describe.each(PEERS)("$name", ({ connect, version }) => {
  let peer: Peer;
  let client: PeerClient;
  beforeAll(async () => {
    peer = await connect();
    ({ client } = peer);
  });
  afterAll(() => peer[Symbol.asyncDispose]());

  test("is told who serves it and when to turn to it", () => {
    expect(client.getServerVersion()).toMatchObject({ name: "signalbox" });
    const instructions = client.getInstructions();
    for (const trigger of ["race condition", "Promise.all", "rate limit", "asyncio"]) {
      expect(instructions).toContain(trigger);
    }
  });

  test("calls route and reads the section that it names", async () => {
    const query = "429 Too Many Requests";
    const routed = await client.callTool({ name: "route", arguments: { query } });
    expect(routed.isError).not.toBe(true);
    expect(routed.structuredContent).toMatchObject({ best: { id: "rate-limiting" }, none: false });
    const [section] = (routed.structuredContent as { sections: { id: string; slug: string }[] })
      .sections;
    const { id, slug } = section ?? expect.unreachable("route named no section");
    const args = { id, section: slug };
    const read = await client.callTool({ name: "read_reference", arguments: args });
    const { text } = read.structuredContent as { text: string };
    expect(text).toMatch(/^#+ /);
    expect(read.content).toEqual([{ type: "text", text: expect.stringContaining(text) }]);
  });

  test("lists the tools", async () => {
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["route", "read_reference"]),
    );
  });

  test("finds each reference as a resource, by list, template and completion", async () => {
    const { resources } = await client.listResources();
    const uris = resources.map(({ uri }) => uri);
    expect(uris).toContain("reference://event-loop-internals");
    expect(uris).toContain("skill://manage-concurrency/SKILL.md");
    const { resourceTemplates } = await client.listResourceTemplates();
    const templates = resourceTemplates.map(({ uriTemplate }) => uriTemplate);
    expect(templates).toContain("reference://{id}");
    const { completion } = await client.complete({
      ref: { type: "ref/resource", uri: "reference://{id}" },
      argument: { name: "id", value: "s" },
    });
    expect(completion.values).toEqual(["structured-concurrency", "synchronization-primitives"]);
    const { contents } = await client.readResource({ uri: "reference://event-loop-internals" });
    expect(contents).toMatchObject([{ mimeType: "text/markdown" }]);
    expect(contents[0]).toHaveProperty("text", expect.stringContaining("microtask"));
  });

  test("lists the prompts and gets one that holds the code", async () => {
    const { prompts } = await client.listPrompts();
    expect(prompts.map(({ name }) => name)).toEqual([
      "review-my-concurrency",
      "parallelise-this",
      "choose-a-primitive",
    ]);
    const prompt = { name: "parallelise-this", arguments: { code: "await a(); await b();" } };
    const { messages } = await client.getPrompt(prompt);
    const text = expect.stringContaining("await a(); await b();");
    expect(messages).toEqual([{ role: "user", content: { type: "text", text } }]);
  });

  test("may keep what never changes, if its era knows how to", async () => {
    const hints = { ttlMs: 3_600_000, cacheScope: "public" };
    const answers = [
      await client.listTools(),
      await client.listPrompts(),
      await client.listResources(),
      await client.listResourceTemplates(),
      await client.readResource({ uri: "reference://rate-limiting" }),
    ];
    for (const answer of answers) {
      if (version === "2026-07-28") expect(answer).toMatchObject(hints);
      else expect(answer).not.toHaveProperty("ttlMs");
    }
  });

  test("gets every one of 64 answers when it asks all at once", async () => {
    const uris = (await client.listResources()).resources
      .map(({ uri }) => uri)
      .filter((uri) => uri.startsWith("reference://"));
    const asked = Array.from({ length: 64 }, (_, index) => uris[index % uris.length] ?? "");
    const answers = await Promise.all(asked.map((uri) => client.readResource({ uri })));
    expect(answers.map(({ contents }) => contents[0]?.uri)).toEqual(asked);
  });

  test("speaks the version it is expected to", () => {
    if (client instanceof Client) expect(client.getNegotiatedProtocolVersion()).toBe(version);
    else expect(version).toBe("2025-11-25");
  });
});
