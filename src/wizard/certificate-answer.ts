import { directoryOf, isStaging } from "../certificates/certbot/acme-directory.ts";
import type { WizardContext } from "./context.ts";

/** The answer to the question of the certificate, in a few words; nothing of a passphrase. Pure. */
export function certificateAnswer({ draft, sources, secrets }: WizardContext): string {
  const title = sources.find(({ id }) => id === draft.source)?.title ?? draft.source;
  return [title, ...details()].join(", ");

  function details(): readonly string[] {
    switch (draft.source) {
      case "certbot":
        return isStaging(directoryOf(draft.acmeServer)) ? ["staging"] : [];
      case "own-ca":
        if (draft.caKey === "offline") return ["key carried away"];
        return secrets === undefined ? [] : ["key under a passphrase"];
      case "files":
        return draft.certificateFile === "" ? [] : [draft.certificateFile];
      case "self-signed":
        return [];
    }
  }
}
