import { systemClock } from "../primitives/clock.js";
import type { Station } from "../tools/station.js";
import type { OpenStation } from "../tools/tools.js";
import { readServerConfig, type ServerConfigOptions } from "./server-config.js";
import { ledgerFolder } from "./state-folder.js";
import type { Surroundings } from "./surroundings.js";
import { onThisMachine } from "./this-machine.js";

/** What runs batches, opened when the first one comes and closed with the server. */
export interface StationHouse {
  readonly open: OpenStation;
  readonly close: () => Promise<void>;
}

/**
 * Reads the configuration now, so that a wrong one is said at the start. The gateway, the
 * dispatcher and the ledger are loaded when first needed; a client that never runs a batch pays for
 * none of them, and no server is started before it is called.
 */
export async function stationHouse(
  surroundings: Surroundings,
  options: ServerConfigOptions,
  report: (line: string) => void,
): Promise<StationHouse> {
  const config = await readServerConfig(surroundings, options);
  const { env, version } = surroundings;
  let opened: Promise<Station> | undefined;
  const open: OpenStation = (callable) => {
    opened ??= (async () => {
      const [{ createGateway }, { createStation }, { OwnTools }, { openLedger }] =
        await Promise.all([
          import("../gateway/gateway.js"),
          import("../tools/station.js"),
          import("../tools/own-tools.js"),
          import("../dispatch/ledger/open-ledger.js"),
        ]);
      const gateway = createGateway({
        config,
        version,
        env,
        report: (level, server, text) => report(`${level}: ${server}: ${text}`),
      });
      return createStation({
        gateway,
        own: new OwnTools(callable, report),
        around: onThisMachine(process.cwd()),
        ledger: await openLedger({ folder: ledgerFolder(env) }),
        clock: systemClock,
      });
    })();
    return opened;
  };
  return {
    open,
    close: async () => (await opened?.catch(() => undefined))?.close(),
  };
}
