import { ConfigError } from "./errors.js";

/** The environment of whoever started us. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Fills in `${NAME}` and `${NAME:-instead}` from the environment. Throws `ConfigError` naming field
 * and variable if there is neither; a value never gets into a message.
 */
export function expandVariables(text: string, env: Environment, field: string): string {
  return text.replaceAll(/\$\{([^{}]*)\}/g, (_, inner: string) => {
    const [, name, , instead] = /^([A-Za-z_]\w*)(:-(.*))?$/s.exec(inner) ?? [];
    if (name === undefined) {
      throw new ConfigError(
        `${field}: \${…} takes the name of a variable, \${NAME} or \${NAME:-default}`,
      );
    }
    // An empty variable counts as none if there is a default, as in a shell.
    const value = env[name];
    if (value !== undefined && (value !== "" || instead === undefined)) return value;
    if (instead !== undefined) return instead;
    throw new ConfigError(
      `${field}: the environment has no ${name}; set it, or write \${${name}:-default}`,
    );
  });
}
