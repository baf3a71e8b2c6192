import type { Check } from "../check.ts";
import { reload } from "../fixes.ts";
import type { Proof } from "../proof.ts";
import type { Wire } from "../wire.ts";

/** `Upgrade: h2c` (RFC 7540 section 3.2) must not open a tunnel past the proxy's rules. */
export async function checkOtherUpgrades(proof: Proof, wire: Wire): Promise<Check> {
  const base = { id: "other-upgrades", title: "Other upgrades" };
  const answer = await wire.http({
    path: proof.backends.upgrade.path,
    headers: {
      Connection: "Upgrade, HTTP2-Settings",
      Upgrade: "h2c",
      "HTTP2-Settings": "AAMAAABkAARAAAAAAAIAAAAA",
    },
  });
  if (answer.outcome === "answered" && answer.status === 101) {
    return {
      ...base,
      status: "failed",
      fault: "setup",
      seen: `"Upgrade: h2c" was tunnelled (101), ${answer.milliseconds} ms`,
      cause: "The proxy passes every Upgrade on: clients can get around its rules. Only websocket may pass.",
      fix: reload(proof.step.proxy),
    };
  }
  if (answer.outcome === "answered") {
    return {
      ...base,
      status: "ok",
      seen: `"Upgrade: h2c" opened no tunnel (${answer.status} ${answer.statusText}), ${answer.milliseconds} ms`,
    };
  }
  if (answer.code === "ECONNRESET")
    return { ...base, status: "ok", seen: '"Upgrade: h2c" opened no tunnel (connection closed)' };
  return {
    ...base,
    status: "warning",
    seen: `"Upgrade: h2c" was not answered: ${answer.said}`,
    cause: "Neither the proxy nor the backend answered this plain request in time.",
    fix: reload(proof.step.proxy),
  };
}
