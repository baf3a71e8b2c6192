import type { FileFinding } from "./context.ts";

/** What was typed for a new root's key. */
export interface NewPassphrase {
  readonly first: string;
  readonly again: string;
  /** The key is to be carried away. */
  readonly offline: boolean;
}

/** Why it cannot be taken, in one line that never repeats it; undefined when it can. */
export function passphraseProblem({ first, again, offline }: NewPassphrase): string | undefined {
  if (first !== again) return "The two are not the same: type it once more.";
  if (offline && first === "")
    return "A key that is carried away needs a passphrase: whoever finds it could sign for your names.";
  return undefined;
}

/** What the answer means from then on. */
export function passphraseWords({ first, offline }: Omit<NewPassphrase, "again">): readonly FileFinding[] {
  if (offline) {
    return [
      {
        state: "warning",
        text: "Apply leaves the key, locked, as /etc/wss-setup/ca/root.key: move it to another machine. A new certificate needs it back there.",
      },
    ];
  }
  return first === ""
    ? [
        {
          state: "warning",
          text: "No passphrase: then the certificate renews by itself, and whoever gets the key file can sign.",
        },
      ]
    : [
        { state: "ok", text: "Only who knows it can sign, also with the key file in hand." },
        {
          state: "warning",
          text: "Nothing renews by itself then: this box warns early, and wss-setup rotate asks for it.",
        },
      ];
}
