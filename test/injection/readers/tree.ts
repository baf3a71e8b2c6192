/** What a parser made of a text: words, and what they are within. */
export type Tree = string | readonly Tree[];

/** The same tree with other words. */
export function renamed(tree: Tree, rename: (word: string) => string): Tree {
  return typeof tree === "string" ? rename(tree) : tree.map((each) => renamed(each, rename));
}

/** A value of JSON or YAML as a tree: its fields in their order, and of what kind each value is. */
export function treeOf(value: unknown): Tree {
  if (Array.isArray(value)) return ["list", ...value.map(treeOf)];
  if (typeof value === "object" && value !== null)
    return ["fields", ...Object.entries(value).map(([key, each]) => [key, treeOf(each)])];
  return [typeof value, String(value)];
}
