/** Counts upwards and remembers how far it was read and whether it was closed. */
export function counted(length: number) {
  const seen = { pulled: 0, closed: false };
  function* sync(): Generator<number, void> {
    try {
      while (seen.pulled < length) yield seen.pulled++;
    } finally {
      seen.closed = true;
    }
  }
  async function* async(): AsyncGenerator<number, void> {
    yield* sync();
  }
  return { seen, sync, async };
}
