import { BUILTINS } from "./builtins.js";
import { COMPRESSORS } from "./compressors.js";
import { find } from "./find-expression.js";
import type { SpecialCommand } from "./scope.js";
import { SERVICE_CLIENTS } from "./service-clients.js";
import { SINGLE_COMMANDS } from "./single-commands.js";
import { TEXT_TOOLS } from "./text-tools.js";
import { WEB_CLIENTS } from "./web-clients.js";
import { WRAPPERS } from "./wrappers.js";

/** Commands whose words mean more than a table can say. Each has a table entry as well. */
export const SPECIAL_COMMANDS: ReadonlyMap<string, SpecialCommand> = new Map([
  ...WRAPPERS,
  ...BUILTINS,
  ...TEXT_TOOLS,
  ...SINGLE_COMMANDS,
  ...WEB_CLIENTS,
  ...SERVICE_CLIENTS,
  ...COMPRESSORS,
  ["find", find],
  ["gfind", find],
]);
