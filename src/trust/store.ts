import type { Warning } from "../core/finding.ts";
import type { Host } from "../host/host.ts";
import type { Root } from "./root.ts";

/** What a place holds of ours: nothing, exactly this root, or something else (an older root, a half-done work). */
export type Held = "nothing" | "this-root" | "other";

/** One place on this machine where trusted roots are kept. */
export interface Place {
  readonly store: StoreId;
  /** `system store`, `Firefox of alice`. */
  readonly title: string;
  readonly path: string;
  readonly held: Held;
  /** Whose it is, where it is a user's own. */
  readonly owner?: string;
}

export interface Survey {
  readonly places: readonly Place[];
  /** Places that could not be looked at, and what helps. */
  readonly warnings: readonly Warning[];
}

export type StoreId = "system" | "nss";

/** A kind of place. One file and one line in `index.ts`. */
export interface TrustStore {
  readonly id: StoreId;
  /** Looks and changes nothing; without a root, whatever there is of ours is `other`. */
  survey(host: Host, root: Root | undefined): Promise<Survey>;
  /** Puts the root there instead of whatever is there of ours. @throws Failure; then it does not trust this root */
  install(host: Host, place: Place, root: Root): Promise<void>;
  /** Takes out all that is there of ours. @throws Failure */
  remove(host: Host, place: Place): Promise<void>;
}
