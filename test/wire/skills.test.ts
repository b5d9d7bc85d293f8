import { Client } from "@modelcontextprotocol/client";
import { SkillsClient } from "@modelcontextprotocol/client/ext/skills";
import { describe, expect, test } from "vitest";
import { createGuidance } from "../../src/tools/guidance.ts";
import { createServerFactory } from "../../src/wire/server.ts";
import { builtLibrary } from "../built.ts";
import { PEERS } from "./peers.ts";

describe.each(PEERS)("$name", ({ connect }) => {
  test("reads the skill and its references", async () => {
    await using peer = await connect();
    const uri = "skill://manage-concurrency/references/rate-limiting.md";
    const { client } = peer;
    const { contents } = await client.readResource({ uri });
    expect(contents[0]).toHaveProperty("text", expect.stringContaining("429"));
    if (!(client instanceof Client)) return;
    const skills = new SkillsClient(client);
    expect(skills.supported).toBe(true);
    const [skill, ...others] = (await skills.list()).skills;
    expect(others).toEqual([]);
    if (skill === undefined) throw new Error("no skill is listed");
    expect(await skills.read(skill)).toMatchObject({
      verified: true,
      frontmatter: { name: "manage-concurrency" },
    });
    const files = (await builtLibrary()).references.map(({ id }) => `references/${id}.md`);
    for (const file of files) expect((await skills.read(skill, file)).verified).toBe(true);
  });
});

test.each([
  ["whose name is not its folder's", "name: other", "manage-concurrency"],
  ["without a description", "name: manage-concurrency", undefined],
])("a skill folder %s is refused at start", async (_fault, frontMatter, description) => {
  const guidance = createGuidance(await builtLibrary());
  const lines = [
    frontMatter,
    ...(description === undefined ? [] : [`description: ${description}`]),
  ];
  const skillFiles = {
    "manage-concurrency/SKILL.md": `---\n${lines.join("\n")}\n---\n\n# Skill\n`,
  };
  const parts = { version: "1.0.0", tools: [], report: () => {} };
  const guarded = createServerFactory({ ...parts, guidance: { ...guidance, skillFiles } });
  await expect(guarded).rejects.toThrow(/manage-concurrency/);
});

test("a sound skill folder is accepted at start", async () => {
  const guidance = createGuidance(await builtLibrary());
  const parts = { version: "1.0.0", tools: [], guidance, report: () => {} };
  await expect(createServerFactory(parts)).resolves.toBeTypeOf("function");
});
