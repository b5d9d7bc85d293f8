import { expect, test } from "vitest";
import { stateFolder } from "../../src/cli/state-folder.ts";

const home = "/home/me";

test.each([
  ["linux", {}, "/home/me/.local/state/signalbox"],
  ["linux", { XDG_STATE_HOME: "/var/state" }, "/var/state/signalbox"],
  ["linux", { XDG_STATE_HOME: "state" }, "/home/me/.local/state/signalbox"],
  ["linux", { XDG_STATE_HOME: "" }, "/home/me/.local/state/signalbox"],
  ["freebsd", {}, "/home/me/.local/state/signalbox"],
  ["darwin", { XDG_STATE_HOME: "/var/state" }, "/home/me/Library/Application Support/signalbox"],
  ["linux", { XDG_STATE_HOME: "/var/state", SIGNALBOX_STATE_DIR: "/srv/sb" }, "/srv/sb"],
  ["darwin", { SIGNALBOX_STATE_DIR: "/srv/sb" }, "/srv/sb"],
  ["linux", { SIGNALBOX_STATE_DIR: "" }, "/home/me/.local/state/signalbox"],
])("on %s with %j state is kept in %s", (platform, env, folder) => {
  expect(stateFolder({ platform, home, env })).toBe(folder);
});

test("on Windows state is kept where local data of programs is", () => {
  const windows = { platform: "win32", home: "C:\\Users\\me" };
  const local = { LOCALAPPDATA: "D:\\local" };
  expect(stateFolder({ ...windows, env: local })).toBe("D:\\local\\signalbox");
  expect(stateFolder({ ...windows, env: {} })).toBe("C:\\Users\\me\\AppData\\Local\\signalbox");
});

test("a folder that is named must be named in full", () => {
  expect(() =>
    stateFolder({ platform: "linux", home, env: { SIGNALBOX_STATE_DIR: "x/y" } }),
  ).toThrow("SIGNALBOX_STATE_DIR must be an absolute path; received x/y");
});
