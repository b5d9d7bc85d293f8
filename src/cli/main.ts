import { EXIT, type Surroundings } from "./surroundings.js";

/**
 * Runs one command line and answers its exit code. Without arguments a terminal gets help; a pipe
 * gets the server over stdio, because that is how an MCP client starts it. Both must start fast, so
 * neither loads the other.
 */
export async function main(surroundings: Surroundings): Promise<number> {
  const { args, stdin, stderr } = surroundings;
  try {
    if (args.length === 0 && !stdin.isTTY) {
      const { serveOverStdio } = await import("./serve.js");
      return await serveOverStdio(surroundings);
    }
    const { runProgram } = await import("./program.js");
    return await runProgram(surroundings);
  } catch (error) {
    stderr.write(`signalbox: ${error instanceof Error ? error.message : String(error)}\n`);
    return EXIT.failed;
  }
}
