import { isAddress } from "./address.ts";
import { validateNameUnattended } from "./name.ts";
import { validatePort } from "./port.ts";
import { show } from "./show.ts";
import { refuseWith, type Verdict } from "./verdict.ts";

/** A URL cut in its parts as written; nothing is decoded or repaired (the WHATWG parser reads `0x7f.1` as an address). */
export interface UrlParts {
  /** Lower case, without `://`. */
  readonly scheme: string;
  /** There is an `@` somewhere: a password may hold any other sign, also `/`. */
  readonly userinfo: boolean;
  readonly host: string;
  readonly port: string | undefined;
  /** Path, query and fragment. */
  readonly rest: string;
}

/** Undefined when the text does not begin with `scheme://`. */
export function urlParts(text: string): UrlParts | undefined {
  const parts = /^([a-z][a-z\d+.-]*):\/\/([^/?#\\]*)(.*)$/is.exec(text);
  if (parts === null) return undefined;
  const [, host = "", port] = /^(\[[^\]]*\]?|[^:]*)(?::(.*))?$/s.exec(parts[2] ?? "") ?? [];
  return {
    scheme: (parts[1] ?? "").toLowerCase(),
    userinfo: text.includes("@"),
    host,
    port,
    rest: parts[3] ?? "",
  };
}

/** A URL as a message may repeat it: a password or a token in it stays out of every log. */
export function showUrl(text: string): string {
  return show(text.replace(/^([a-z][a-z\d+.-]*:\/\/)?.*@/is, "$1…@").replace(/[?#].*$/s, "?…"));
}

/** Host and port of a URL in normal form: an IPv6 address keeps its brackets. */
export function validateAuthority(
  parts: UrlParts,
): Verdict<{ readonly host: string; readonly port?: number }> {
  const host = validateHost(parts);
  if (!host.ok || parts.port === undefined) return host.ok ? { ok: true, value: { host: host.value } } : host;
  const port = validatePort(parts.port);
  return port.ok ? { ok: true, value: { host: host.value, port: port.value } } : port;
}

function validateHost({ host, port }: UrlParts): Verdict {
  if (!host.startsWith("[")) {
    const whole = `${host}:${port}`;
    if (port?.includes(":") && (isAddress(whole) || isAddress(whole.replace(/:\d+$/, "")))) {
      return refuseWith("Put the IPv6 address in brackets, such as ws://[::1]:9944.");
    }
    return host === "" ? refuseWith("the host is missing.") : validateNameUnattended(host);
  }
  const inner = host.endsWith("]") ? host.slice(1, -1) : "";
  if (!isAddress(inner) || !inner.includes(":")) return refuseWith(`${show(host)} is no IPv6 address.`);
  const verdict = validateNameUnattended(inner);
  return verdict.ok ? { ok: true, value: `[${verdict.value}]` } : verdict;
}
