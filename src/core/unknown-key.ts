import { answersShape, limitsSchema, tlsSchema } from "./answers-shape.ts";
import { certificateSources } from "./certificate-schema.ts";
import { didYouMean, nearest } from "./nearest.ts";

const groups: Readonly<Record<string, readonly string[]>> = {
  "": Object.keys(answersShape),
  tls: Object.keys(tlsSchema.shape),
  limits: Object.keys(limitsSchema.shape),
};

const bySource = Object.entries(certificateSources).map(([id, { shape }]) => ({
  id,
  keys: Object.keys(shape),
}));

/**
 * Why a key is not taken: it is for another certificate source, it stands in the wrong group, or it is
 * nearly one that is known. `source`: the certificate source that the answers name.
 */
export function unknownKey(groupName: string, key: string, source: string): string {
  if (groupName === "certificate") return unknownToSource(key, source);
  const home = homeOf(key);
  if (home !== undefined && home !== groupName)
    return `it belongs ${home === "" ? "at the top" : `under ${home}`}.`;
  return `unknown key${didYouMean(key, groups[groupName] ?? [])}`;
}

function unknownToSource(key: string, source: string): string {
  const others = bySource.filter(({ keys }) => keys.includes(key)).map(({ id }) => id);
  if (others.length > 0) return `this is for ${others.join(" and ")}; the source here is ${source}.`;
  const home = homeOf(key);
  if (home !== undefined) return `it belongs ${home === "" ? "at the top" : `under ${home}`}.`;
  const own = bySource.find(({ id }) => id === source)?.keys ?? [];
  const all = bySource.flatMap(({ keys }) => keys);
  return `unknown key${didYouMean(key, nearest(key, own) === undefined ? all : own)}`;
}

/** The group that a key is known in. */
function homeOf(key: string): string | undefined {
  const home = Object.keys(groups).find((name) => groups[name]?.includes(key));
  return home ?? (bySource.some(({ keys }) => keys.includes(key)) ? "certificate" : undefined);
}
