// Builds dist/: plain tsc output for the library, the compiled skill and references as one JSON
// file, one bundled file for the command and the server, and the skill as a folder of its own.
// `--skill-only` builds that folder alone.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

if (process.argv.includes("--skill-only")) {
  buildSkill();
} else {
  rmSync(`${root}/dist`, { recursive: true, force: true });
  compileSources();
  await compileKnowledge();
  await compileScaffolds();
  await collectRulePages();
  copyGrammar();
  await bundleCommand();
  buildSkill();
}

function compileSources() {
  const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
  const args = [tsc, "-p", "tsconfig.build.json"];
  execFileSync(process.execPath, args, { cwd: root, stdio: "inherit" });
}

/** Fails on any page that is missing or damaged; what it writes is all that the server reads. */
async function compileKnowledge() {
  const { compileLibrary } = await import(`${root}/dist/knowledge/compile.js`);
  const names = readdirSync(`${root}/references`);
  const library = compileLibrary({
    skill: readFileSync(`${root}/skill/SKILL.md`, "utf8"),
    references: new Map(
      names.map((name) => [name, readFileSync(`${root}/references/${name}`, "utf8")]),
    ),
  });
  writeFileSync(`${root}/dist/knowledge.json`, JSON.stringify(library));
}

/** Fails on any scaffold that lacks its test, its example or what its test proves. */
async function compileScaffolds() {
  const { compileCatalogue } = await import(`${root}/dist/scaffold/compile.js`);
  writeFileSync(`${root}/dist/scaffolds.json`, JSON.stringify(compileCatalogue(`${root}/src`)));
}

/** The pages that test the rules are what explains them; a rule without one fails the build. */
async function collectRulePages() {
  const { RULES } = await import(`${root}/dist/checklist/rules.js`);
  const pages = RULES.map((/** @type {{ name: string }} */ { name }) => [
    name,
    readFileSync(`${root}/test/rules/${name}.md`, "utf8"),
  ]);
  writeFileSync(`${root}/dist/rules.json`, JSON.stringify(Object.fromEntries(pages)));
}

/** The package that holds the grammar would compile itself at install; its wasm is all we need. */
function copyGrammar() {
  const grammar = "tree-sitter-python/tree-sitter-python.wasm";
  cpSync(createRequire(import.meta.url).resolve(grammar), `${root}/dist/python.wasm`);
}

async function bundleCommand() {
  const { rolldown } = await import("rolldown");
  const bundle = await rolldown({
    cwd: root,
    input: {
      signalbox: "dist/cli.js",
      "checklist-child": "dist/checklist/run/child.js",
      "ruff-child": "dist/checklist/engines/ruff-child.js",
    },
    platform: "node",
    // They find their wasm or binary beside themselves, so they stay where npm put them.
    external: [/^node:/, "libpg-query", "oxc-parser", "web-tree-sitter"],
  });
  // A stdio server needs no more than the entry; the command line's grammar and HTTP lie beside it.
  await bundle.write({
    dir: "dist",
    format: "esm",
    entryFileNames: "[name].mjs",
    chunkFileNames: "chunks/[name]-[hash].mjs",
    banner: (chunk) => (chunk.name === "signalbox" ? "#!/usr/bin/env node" : ""),
  });
  await bundle.close();
}

/** A folder to be put in an agent's skills folder: nothing in it points outside. */
function buildSkill() {
  const folder = `${root}/dist/skills/manage-concurrency`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const skill = readFileSync(`${root}/skill/SKILL.md`, "utf8");
  writeFileSync(`${folder}/SKILL.md`, skill.replaceAll("../references/", "references/"));
  cpSync(`${root}/references`, `${folder}/references`, { recursive: true });
}
