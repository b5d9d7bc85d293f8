/** A pattern that matches exactly one of the patterns in a text, which white space parts. */
export function oneOf(patterns: string, flags = ""): RegExp {
  return new RegExp(`^(?:${patterns.trim().split(/\s+/).join("|")})$`, flags);
}
