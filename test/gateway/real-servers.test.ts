import { mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Desk, forever, gatewayTo, referenceServer } from "./gateways.ts";

const textOf = (result: unknown): string =>
  (result as { content: { text: string }[] }).content.map(({ text }) => text).join("");

function threeServers(desk: Desk) {
  const root = realpathSync(desk.folder);
  const files = join(root, "files");
  mkdirSync(files);
  for (const name of ["a", "b", "c"]) writeFileSync(join(files, name), name.repeat(3));
  return {
    root: files,
    servers: {
      files: referenceServer("server-filesystem", [files]),
      memory: referenceServer("server-memory", [], {
        MEMORY_FILE_PATH: join(root, "memory.jsonl"),
      }),
      everything: referenceServer("server-everything"),
    },
  };
}

test("the reference servers are listed, and answer many calls at once", async () => {
  using desk = new Desk();
  const { root, servers } = threeServers(desk);
  await using gateway = gatewayTo(servers);
  const lists = await Promise.all(
    gateway.servers().map((server) => gateway.tools(server, forever())),
  );
  expect(lists.map(({ tools }) => tools.length)).toEqual([14, 9, 13]);
  expect(lists.map(({ leftOut }) => leftOut)).toEqual([[], [], []]);

  const options = { signal: forever() };
  const read = (name: string) =>
    gateway.call("files", "read_text_file", { path: join(root, name) }, options);
  const texts = await Promise.all(Array.from({ length: 32 }, (_, n) => read("abc"[n % 3] ?? "")));
  expect(texts.map(textOf)).toEqual(Array.from({ length: 32 }, (_, n) => "abc"[n % 3]?.repeat(3)));

  const path = join(root, "d");
  await gateway.call("files", "write_file", { path, content: "new" }, options);
  expect(readFileSync(path, "utf8")).toBe("new");
  const entities = [{ name: "x", entityType: "letter", observations: ["last but two"] }];
  await gateway.call("memory", "create_entities", { entities }, options);
  const graph = await gateway.call("memory", "read_graph", {}, options);
  expect(graph.structuredContent).toMatchObject({ entities });
});

test("a path outside of what a server allows is the tool's own error", async () => {
  using desk = new Desk();
  const { servers } = threeServers(desk);
  await using gateway = gatewayTo(servers);
  const call = gateway.call(
    "files",
    "read_text_file",
    { path: "/etc/passwd" },
    { signal: forever() },
  );
  await expect(call).rejects.toMatchObject({
    code: "tool-failed",
    message: expect.stringMatching(/^Access denied/),
  });
});

test("a long operation tells its progress, and can be cancelled", async () => {
  using desk = new Desk();
  const { servers } = threeServers(desk);
  await using gateway = gatewayTo(servers);
  const controller = new AbortController();
  const reason = new Error("enough");
  // Not longer: where a planted fault hides the progress, the server outlives this test by it.
  const args = { duration: 30, steps: 300 };
  const call = gateway.call("everything", "trigger-long-running-operation", args, {
    signal: controller.signal,
    onProgress: ({ progress }) => {
      if (progress >= 2) controller.abort(reason);
    },
  });
  await expect(call).rejects.toBe(reason);
  const options = { signal: forever() };
  expect(textOf(await gateway.call("everything", "echo", { message: "hi" }, options))).toBe(
    "Echo: hi",
  );
});
