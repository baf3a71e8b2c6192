import { useSyncExternalStore } from "react";
import type { ActorRefFrom, SnapshotFrom } from "xstate";
import type { wizardMachine } from "../src/wizard/machine.ts";

export type WizardActor = ActorRefFrom<typeof wizardMachine>;
export type Snapshot = SnapshotFrom<typeof wizardMachine>;
export type WalkState = Snapshot["value"]["walk"];
export type OverlayState = Snapshot["value"]["overlay"];

/** The wizard's present state; draws again whenever it changes. */
export function useSnapshot(actor: WizardActor): Snapshot {
  return useSyncExternalStore(
    (changed) => {
      const subscription = actor.subscribe(changed);
      return () => subscription.unsubscribe();
    },
    () => actor.getSnapshot(),
  );
}
