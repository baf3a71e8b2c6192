import { rootDownloads } from "../core/landing-page.ts";

/** What to do with the downloaded root on one kind of device. */
export interface TrustSteps {
  readonly device: string;
  readonly steps: readonly string[];
}

/** The short form; docs/trust.md and `wss-setup trust` have the long one. */
export const trustSteps: readonly TrustSteps[] = [
  {
    device: "iPhone, iPad",
    steps: [
      "Download the root in Safari and allow the profile.",
      "Settings > General > VPN & Device Management: choose it, compare, Install.",
      "Settings > General > About > Certificate Trust Settings: switch it on.",
    ],
  },
  {
    device: "Android",
    steps: [
      "Download the root in Chrome.",
      "Settings > Security > Encryption & credentials > Install a certificate > CA certificate: choose it.",
      "Chrome trusts it now; another app only if its maker allows it.",
    ],
  },
  {
    device: "Computer",
    steps: [
      "Windows: open the file, Install Certificate, into Trusted Root Certification Authorities. macOS: open it, and in Keychain Access set it to Always Trust.",
      `Debian, Ubuntu: the PEM file to /usr/local/share/ca-certificates/${rootDownloads.phone}, then: sudo update-ca-certificates`,
      "Firefox: Settings > Privacy & Security > View Certificates > Authorities > Import, for websites.",
    ],
  },
];
