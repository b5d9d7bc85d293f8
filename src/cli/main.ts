import { serveOverStdio } from "./serve.js";
import { EXIT, type Surroundings } from "./surroundings.js";

/**
 * Runs one command line and answers its exit code. Without arguments a terminal gets help; a pipe
 * gets the server over stdio, because that is how an MCP client starts it. That path must start
 * fast, so the command line's grammar is loaded only when there is a command line.
 */
export async function main(surroundings: Surroundings): Promise<number> {
  const { args, stdin, stderr } = surroundings;
  try {
    if (args.length === 0 && !stdin.isTTY) return await serveOverStdio(surroundings);
    const { runProgram } = await import("./program.js");
    return await runProgram(surroundings);
  } catch (error) {
    stderr.write(`signalbox: ${error instanceof Error ? error.message : String(error)}\n`);
    return EXIT.failed;
  }
}
