import type { Host } from "../host/host.ts";
import { nssStore } from "./nss-store.ts";
import type { Root } from "./root.ts";
import type { StoreId, Survey, TrustStore } from "./store.ts";
import { systemStore } from "./system-store.ts";

/** Every kind of trust store, in the order in which they are changed. */
export const stores: readonly TrustStore[] = [systemStore, nssStore];

/** @throws Error for an id that no store has, which the types rule out */
export function storeById(id: StoreId): TrustStore {
  const found = stores.find((store) => store.id === id);
  if (found === undefined) throw new Error(`no trust store ${id}`);
  return found;
}

/** What this machine trusts of ours, everywhere. Changes nothing. */
export async function surveyStores(host: Host, root?: Root): Promise<Survey> {
  const surveys = await Promise.all(stores.map((store) => store.survey(host, root)));
  return {
    places: surveys.flatMap(({ places }) => places),
    warnings: surveys.flatMap(({ warnings }) => warnings),
  };
}
