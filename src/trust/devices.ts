import { publicPath, rootDownloads } from "../core/landing-page.ts";
import { publicFolder } from "../core/paths.ts";
import { isAddress } from "../core/validate/address.ts";
import type { Root } from "./root.ts";

/** What to do on one kind of device, in this order. */
export interface DeviceSteps {
  readonly device: string;
  readonly steps: readonly string[];
}

/** A copy that everybody here may read, for scp(1): it is there once this machine trusts the root. */
const trustedCopy = "/usr/local/share/ca-certificates/wss-setup-root.crt";

/** What to do where this program does not run. @param published whether the endpoint offers the root for download. Pure */
export function deviceSteps(root: Root, published: boolean): readonly DeviceSteps[] {
  const { pem, phone } = rootDownloads;
  const [first = "this-box"] = root.names;
  const host = first.includes(":") && isAddress(first) ? `[${first}]` : first;
  const url = (name: string) => `https://${host}${publicPath}${name}`;
  const copy = published ? `${publicFolder}/${pem}` : trustedCopy;
  return [
    {
      device: "the file",
      steps: [
        `scp ${host}:${copy} ${pem}`,
        ...(published ? [`or open ${url(pem)} and go past the one warning`] : []),
      ],
    },
    {
      device: "iPhone, iPad",
      steps: [
        published
          ? `in Safari open ${url(phone)}, allow the profile`
          : `send it the file as ${phone}, open it`,
        "Settings > General > VPN & Device Management: choose the profile, compare (More Details), Install",
        "Settings > General > About > Certificate Trust Settings: switch it on",
      ],
    },
    {
      device: "Android",
      steps: [
        published ? `in Chrome open ${url(phone)}` : `send it the file as ${phone}`,
        "Settings > Security > Encryption & credentials > Install a certificate > CA certificate: choose it",
        "Chrome trusts it then; another app does so only if its maker allows it",
      ],
    },
    {
      device: "macOS",
      steps: [`sudo security add-trusted-cert -d -r trustRoot -k /Library/Keychains/System.keychain ${pem}`],
    },
    { device: "Windows", steps: [`certutil -addstore -f Root ${pem}    (as administrator)`] },
    {
      device: "Debian, Ubuntu",
      steps: [`sudo install -m 644 ${pem} ${trustedCopy}`, "sudo update-ca-certificates"],
    },
    { device: "Fedora, RHEL", steps: [`sudo trust anchor ${pem}`] },
    {
      device: "Firefox",
      steps: ["Settings > Privacy & Security > View Certificates > Authorities > Import, for websites"],
    },
    { device: "Node", steps: [`NODE_EXTRA_CA_CERTS=/path/to/${pem}`] },
    {
      device: "Python",
      steps: [
        "on a Debian or Ubuntu that trusts it: SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt",
        "for requests also REQUESTS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt",
      ],
    },
  ];
}

/** The whole of it, for a terminal. Pure. */
export function devicesText({ fingerprint }: Root, devices: readonly DeviceSteps[]): string {
  const width = Math.max(...devices.map(({ device }) => device.length));
  const rows = devices.flatMap(({ device, steps }) =>
    steps.map((step, index) => `  ${(index === 0 ? device : "").padEnd(width)}  ${step}`),
  );
  return [
    "Other devices that connect to the endpoint have to trust the root too:",
    "",
    ...rows,
    "",
    "Compare its SHA-256 fingerprint before you trust the file:",
    `  ${fingerprint}`,
    "",
    "Tried by us: Debian with curl, Node and Chromium. Not tried: phones, macOS, Windows, Fedora, Firefox.",
  ].join("\n");
}
