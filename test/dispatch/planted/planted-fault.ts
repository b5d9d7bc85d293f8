/** One place of the sources and what a careless hand would have written there. */
export interface Edit {
  /** Below src/. */
  readonly file: string;
  /** Stands exactly once in the file. */
  readonly replace: string;
  readonly by: string;
}

/** A mistake in the dispatcher that the simulator must find. */
export interface PlantedFault {
  readonly name: string;
  readonly edits: readonly Edit[];
  /** Where to begin the search: a seed that is known to find it saves the search for one. */
  readonly seed?: number | undefined;
}

/** A fault that takes one edit. */
export function fault(
  name: string,
  file: string,
  replace: string,
  by: string,
  seed?: number,
): PlantedFault {
  return { name, edits: [{ file, replace, by }], seed };
}

/** Plants the fault in one source. Throws if the place is not there, or not the only one. */
export function plant({ name, edits }: PlantedFault, path: string, source: string): string {
  let text = source;
  for (const { file, replace, by } of edits) {
    if (path !== `src/${file}`) continue;
    const places = text.split(replace).length - 1;
    if (places !== 1) throw new Error(`"${name}": ${places} places in ${path} hold\n${replace}`);
    text = text.replace(replace, () => by);
  }
  return text;
}
