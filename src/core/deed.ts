import { capitalized } from "./capitalized.ts";
import type { Step } from "./step.ts";

/** What a step does, as whoever waits for it reads it: `Write /etc/wss-setup/answers.yaml`. Its title says what it is about. */
export function deedOf(step: Step): string {
  const { title } = step;
  switch (step.kind) {
    case "InstallPackages":
      return `Install ${title}`;
    case "CreateDirectory":
      return `Make the folder ${title}`;
    case "WriteFile":
      return `Write ${title}`;
    case "CopyFile":
      return `Install ${title}`;
    case "EditFile":
      return step.givesBack === true ? `Take our lines out of ${title}` : `Edit ${title}`;
    case "Symlink":
      return `Link ${title}`;
    case "RemoveFile":
      return `Remove ${title}`;
    case "RestoreFile":
      return step.action === "delete" ? `Remove ${title}` : `Put back ${title}`;
    case "WriteDhParam":
      return `Look for a prime for ${title}`;
    case "IssueCertificate":
      return step.order === undefined ? `Make the ${title}` : `Order the ${title}`;
    case "CopyPair":
      return `Copy the ${step.parts.join(" and ")} to ${title}`;
    case "OpenPort":
      return `Open ${title}`;
    case "ClosePort":
      return `Close ${title}`;
    case "RehearseRenewal":
    case "Verify":
      return capitalized(title);
    // Whose it is comes first, and is a name.
    case "ValidateConfig":
    case "Service":
      return title;
  }
}
