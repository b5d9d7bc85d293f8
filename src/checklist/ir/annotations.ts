/** Annotations that say "one of these or nothing", with what they are about. */
const WRAPPERS =
  /^(?:Optional|Annotated|Readonly|Final|ClassVar|typing\.\w+)\[(.*)\]$|^Readonly<(.*)>$/s;

/**
 * The class that an annotation names, as a dotted path as it is written: `aiohttp.ClientSession`
 * for `"aiohttp.ClientSession | None"`. Containers stand for themselves: `Foo[]` is `Array`.
 */
export function annotatedClass(annotation: string): string | undefined {
  const plain = annotation
    .trim()
    .replace(/^["'](.*)["']$/s, "$1")
    .trim();
  const wrapped = WRAPPERS.exec(plain);
  if (wrapped !== null) return annotatedClass((wrapped[1] ?? wrapped[2] ?? "").split(",")[0] ?? "");
  const choices = plain.split("|").map((choice) => choice.trim());
  const real = choices.filter((choice) => !/^(?:None|null|undefined)?$/.test(choice));
  const [only] = real;
  if (only === undefined || real.length > 1) return undefined;
  if (only.endsWith("[]")) return "Array";
  return /^[A-Za-z_$][\w$]*(?:\.[\w$]+)*(?=$|[<[])/.exec(only)?.[0];
}
