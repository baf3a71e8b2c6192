import { Failure } from "../core/errors.ts";
import type { Action } from "../core/step.ts";
import type { Host } from "../host/host.ts";
import { storeById } from "./index.ts";
import type { Root } from "./root.ts";
import type { Held, Place } from "./store.ts";

/** What is to be done at one place. */
export interface TrustChange {
  readonly action: Action;
  readonly place: Place;
}

const toTrust: Readonly<Record<Held, Action>> = {
  nothing: "create",
  "this-root": "no-op",
  other: "update",
};

/** So that every place trusts this root, and no other of ours. Pure. */
export function planTrust(places: readonly Place[]): readonly TrustChange[] {
  return places.map((place) => ({ action: toTrust[place.held], place }));
}

/** So that no place trusts a root of ours. Pure. */
export function planDistrust(places: readonly Place[]): readonly TrustChange[] {
  return places.flatMap((place) => (place.held === "nothing" ? [] : [{ action: "delete", place } as const]));
}

/**
 * Carries the changes out, one place after the other. A browser's database that its owner has locked is no reason to
 * leave out the others. @returns what failed there
 * @throws Failure when the system store fails, which comes first
 */
export async function changeTrust(
  host: Host,
  changes: readonly TrustChange[],
  root: Root | undefined,
): Promise<readonly Failure[]> {
  const failures: Failure[] = [];
  for (const { action, place } of changes) {
    if (action === "no-op") continue;
    const store = storeById(place.store);
    try {
      if (root === undefined) await store.remove(host, place);
      else await store.install(host, place, root);
    } catch (error) {
      if (place.store === "system" || !(error instanceof Failure)) throw error;
      failures.push(error);
    }
  }
  return failures;
}
