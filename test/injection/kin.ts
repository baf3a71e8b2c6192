import { isAddress } from "../../src/core/validate/address.ts";

/** A name for names: of the same length, because long ones need larger tables, and with as many dots or none. */
function kinOfName(name: string): string {
  if (isAddress(name)) return name.includes(":") ? "2001:db8::4321" : "198.51.100.77";
  if (name === "localhost" || name.endsWith(".localhost")) return name;
  if (name.length <= 20) return name.includes(".") ? "harmless.example" : "harmless";
  return name.replace(/[^.]+/g, (label) => "q".repeat(label.length));
}

/** A value that is harmless and of the same kind: what is made of it looks alike, but for the value. */
export function kinOf(value: string): string {
  if (value.startsWith("/")) return "/harmless/harmless.pem";
  const [, scheme, host = "", rest = ""] =
    /^([a-z][a-z\d+.-]*:\/\/)(\[[^\]]*\]|[^:/]*)(.*)$/.exec(value) ?? [];
  if (scheme !== undefined) {
    const kin = kinOfName(host.replace(/^\[|\]$/g, ""));
    return `${scheme}${kin.includes(":") ? `[${kin}]` : kin}${rest.replace(/\/.+$/, "/harmless")}`;
  }
  const at = value.lastIndexOf("@");
  return at === -1 ? kinOfName(value) : `harmless@${kinOfName(value.slice(at + 1))}`;
}

/** What stands for what: the value, its host, and how each of them is written where it is a part of something. */
export function renaming(
  pairs: readonly (readonly [kin: string, value: string])[],
): (word: string) => string {
  const all = pairs.flatMap(([kin, value]) => [
    [kin, value] as const,
    ...(hostIn(kin) === undefined ? [] : [[hostIn(kin) ?? "", hostIn(value) ?? ""] as const]),
  ]);
  const written = all
    .flatMap(([kin, value]) => ways.map((way) => [way(kin), way(value)] as const))
    .filter(([kin, value]) => kin !== value);
  // The longest counts where two begin alike, and the plain way where two are the same.
  const of = new Map(written.toReversed().toSorted(([one], [other]) => other.length - one.length));
  if (of.size === 0) return (word) => word;
  const any = new RegExp(
    [...of.keys()].map((kin) => kin.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|"),
    "g",
  );
  return (word) => word.replace(any, (kin) => of.get(kin) ?? kin);
}

function hostIn(value: string): string | undefined {
  return /^[a-z][a-z\d+.-]*:\/\/\[?([^/\]]*?)\]?(?::\d+)?(?:\/|$)/.exec(value)?.[1];
}

const ways: readonly ((text: string) => string)[] = [
  (text) => text,
  // As a part of a regular expression, in HAProxy and in Go.
  (text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"),
  (text) => text.replace(/[.*+?^$()[\]{}|\\]/g, "\\$&"),
  (text) => encodeURIComponent(text.toWellFormed()),
];
