import { linkSync, mkdirSync, mkdtempSync, realpathSync, statSync } from "node:fs";
import { rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { afterAll, expect, test } from "vitest";
import { conflictOf, renderResource, type Resource } from "../../src/classify/access.ts";
import { fileIdentity } from "../../src/classify/file-identity.ts";
import {
  fileResources,
  gitResources,
  globResources,
  urlResource,
  type Surroundings,
} from "../../src/classify/places.ts";

const around: Surroundings = { root: "/srv/app", home: "/home/ada" };
const shown = (resources: Resource[]): string => resources.map(renderResource).join(" ");

test.each([
  ["a.txt", "file:/srv/app/a.txt"],
  ["./src//b.ts", "file:/srv/app/src/b.ts"],
  ["src/../../other", "file:/srv/other"],
  ["../../../..", "file:/"],
  ["/etc/hosts", "file:/etc/hosts"],
  ["file:///srv/app/a%20b.txt", "file:/srv/app/a b.txt"],
  ["a%20b.txt", "file:/srv/app/a%20b.txt"],
  ["~", "file:/home/ada"],
  ["~/x", "file:/home/ada/x"],
  ["~bob/x", "file:/"],
  ["", "file:/srv/app"],
])("the path %j is the resource %s", (written, expected) => {
  expect(shown(fileResources(written, around))).toBe(expected);
});

test("without a root a relative path may be any file, an absolute one is itself", () => {
  expect(shown(fileResources("a.txt", {}))).toBe("file:/");
  expect(shown(fileResources("~/a.txt", {}))).toBe("file:/");
  expect(shown(fileResources("/a.txt", {}))).toBe("file:/a.txt");
});

test("names that differ in case are one file only where the system folds case", () => {
  const folding = { ...around, foldsCase: true };
  expect(fileResources("README", folding)).toEqual(fileResources("Readme", folding));
  expect(fileResources("README", around)).not.toEqual(fileResources("Readme", around));
});

test.each([
  ["src/**/*.ts", "file:/srv/app/src"],
  ["*.ts", "file:/srv/app"],
  ["src/a.ts", "file:/srv/app/src/a.ts"],
  ["/etc/{hosts,passwd}", "file:/etc"],
  ["src/*/../../x", "file:/"],
])("the glob %s stands for %s", (pattern, expected) => {
  expect(shown(globResources(pattern, around))).toBe(expected);
});

test.each([
  [".", "file:/srv/app/.git"],
  ["/srv/other", "file:/srv/other/.git"],
  ["src/deep", "file:/srv/app/src/deep/.git file:/srv/app/src/.git file:/srv/app/.git"],
  ["..", "file:/srv/app/.git file:/srv/.git"],
])("the repository of %s is one of %s", (directory, expected) => {
  expect(shown(gitResources(directory, around))).toBe(expected);
});

test.each([
  ["https://API.a.test:443/items/1?full=1#top", "https://api.a.test/items/1"],
  ["http://a.test:8080", "http://a.test:8080"],
  ["https://a.test/a/../b%20c/", "https://a.test/b c"],
])("the place of %s is %s", (written, expected) => {
  expect(renderResource(urlResource(written)!)).toBe(expected);
});

test.each(["a.txt", "mailto:a@a.test", "https://", ""])("%j is no place on the net", (written) => {
  expect(urlResource(written)).toBeUndefined();
});

const folder = realpathSync(mkdtempSync(`${tmpdir()}/places-`));
afterAll(() => rmSync(folder, { recursive: true }));

test("links of both sorts lead to the same file, and missing files keep their names", () => {
  mkdirSync(`${folder}/real`);
  writeFileSync(`${folder}/real/a`, "");
  writeFileSync(`${folder}/real/alone`, "");
  symlinkSync("real", `${folder}/link`);
  linkSync(`${folder}/real/a`, `${folder}/hard`);
  const disk = { root: folder, identify: fileIdentity({ realpathSync, statSync }) };
  const meet = (one: string, other: string): boolean => {
    const as = (path: string, mode: "read" | "write") =>
      fileResources(path, disk).map((resource) => ({ resource, mode, because: "test" }));
    return conflictOf(as(one, "write"), as(other, "read")) !== undefined;
  };
  expect(meet("link/new", "real/new")).toBe(true);
  expect(meet("hard", "link/a")).toBe(true);
  expect(meet("hard", "real/alone")).toBe(false);
  expect(meet("link/../link/a", "real/a")).toBe(true);
  expect(shown(fileResources("none/b", disk))).toBe(`file:${folder}/none/b`);
});
