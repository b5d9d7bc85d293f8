/** How to connect the usual clients; shown below the help, since it is what a newcomer needs. */
export const CONNECT_HELP = `
Connect a client (it starts signalbox by itself, over stdio):
  Claude Code      claude mcp add signalbox --scope user -- npx -y signalbox
  Codex            codex mcp add signalbox -- npx -y signalbox
  Claude Desktop, Cursor, Cline and others, in their mcpServers file:
                   {"mcpServers":{"signalbox":{"command":"npx","args":["-y","signalbox"]}}}
  VS Code          {"servers":{"signalbox":{"command":"npx","args":["-y","signalbox"]}}}
  over HTTP        signalbox serve --http --port 8931

Exit codes: 0 done, 1 it failed (the reason is on stderr), 2 the command line is wrong,
3 calls of unknown outcome are in the ledger.
`;
