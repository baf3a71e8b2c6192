/** Shorter ones hide nothing, and would hide the words around them. */
const leastLength = 4;

/**
 * What a program said, without the values of variables that it was given: in the place of each stands its name. Values
 * that are cut into words, or written as JSON, are found too.
 */
export function withoutValues(said: string, variables: Readonly<Record<string, string>>): string {
  const hidden = Object.entries(variables).flatMap(([name, value]) =>
    [value, JSON.stringify(value).slice(1, -1), ...value.split(/[\s"'`]+/)]
      .filter((piece) => piece.length >= leastLength)
      .map((piece) => ({ piece, name })),
  );
  return hidden
    .sort((one, other) => other.piece.length - one.piece.length)
    .reduce((text, { piece, name }) => text.replaceAll(piece, () => `{$${name}}`), said);
}
