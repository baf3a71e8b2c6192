import { passphraseAsked } from "../../src/wizard/own-root.ts";
import type { Screen, ScreenProps, ScreenView } from "./screen.ts";
import { useNewPassphrase } from "./use-new-passphrase.tsx";
import { usePresentPassphrase } from "./use-present-passphrase.tsx";

/** The passphrase of the own CA's root: chosen for a new one, asked for one that is there. */
export const authority: Screen = {
  topic: "own CA",
  words: [
    ["Root", "the certificate that you install on your devices; it signs all others"],
    ["Root's key", "whoever has it can sign for your names; nothing else of yours needs it"],
    ["Passphrase", "locks that key; nobody can bring it back when you forget it"],
    ["Carried away", "the key lies on another machine, and comes back when something is signed"],
  ],
  useView: useAuthority,
};

function useAuthority(props: ScreenProps): ScreenView {
  const present = usePresentPassphrase(props);
  const fresh = useNewPassphrase(props);
  return passphraseAsked(props.context) === "present" ? present : fresh;
}
