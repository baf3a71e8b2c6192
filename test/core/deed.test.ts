import { expect, it } from "vitest";
import { deedOf } from "../../src/core/deed.ts";
import type { Step } from "../../src/core/step.ts";

const base = { id: "", why: "", action: "create", undo: "exact" } as const;
const path = "/etc/x";
const file = { ...base, title: path, path } as const;
const issue = {
  ...base,
  kind: "IssueCertificate",
  names: [],
  key: "rsa",
  certificateFile: "",
  keyFile: "",
} as const;
const copied = { certificateFile: "", keyFile: "" } as const;
const service = { ...base, kind: "Service", enable: true } as const;

const cases: readonly (readonly [deed: string, step: Step])[] = [
  [
    "Install nginx 1.22.1",
    { ...base, kind: "InstallPackages", title: "nginx 1.22.1", packages: [], units: [] },
  ],
  ["Make the folder /etc/x", { ...file, kind: "CreateDirectory", mode: 0o755 }],
  ["Write /etc/x", { ...file, kind: "WriteFile", content: "", mode: 0o644 }],
  ["Install /etc/x", { ...file, kind: "CopyFile", from: "/usr/bin/node", sha256: "", mode: 0o755 }],
  ["Edit /etc/x", { ...file, kind: "EditFile", edits: [] }],
  ["Take our lines out of /etc/x", { ...file, kind: "EditFile", edits: [], givesBack: true }],
  ["Link /etc/x", { ...file, kind: "Symlink", target: "y" }],
  ["Remove /etc/x", { ...file, kind: "RemoveFile" }],
  ["Remove /etc/x", { ...file, kind: "RestoreFile", action: "delete", before: { kind: "absent" } }],
  [
    "Put back /etc/x",
    { ...file, kind: "RestoreFile", action: "update", before: { kind: "symlink", target: "y" } },
  ],
  ["Look for a prime for /etc/x", { ...file, kind: "WriteDhParam", bits: 2048 }],
  [
    "Make the self-signed certificate for a.example",
    { ...issue, title: "self-signed certificate for a.example", source: "self-signed" },
  ],
  [
    "Order the Let's Encrypt certificate for a.example",
    {
      ...issue,
      title: "Let's Encrypt certificate for a.example",
      source: "certbot",
      order: { server: "", own: [], program: "" },
    },
  ],
  [
    "Copy the certificate and key to /etc/x",
    { ...file, ...copied, kind: "CopyPair", parts: ["certificate", "key"] },
  ],
  [
    "Rehearse the renewal",
    {
      ...base,
      kind: "RehearseRenewal",
      title: "rehearse the renewal",
      source: "certbot",
      argv: [],
      hook: [],
      hookEnvironment: {},
    },
  ],
  [
    "nginx: start now and at boot",
    { ...service, title: "nginx: start now and at boot", unit: "nginx", want: "running" },
  ],
  [
    "Open port 443/tcp in ufw",
    { ...base, kind: "OpenPort", title: "port 443/tcp in ufw", manager: "ufw", port: 443 },
  ],
  [
    "Close port 443/tcp in ufw",
    { ...base, kind: "ClosePort", title: "port 443/tcp in ufw", manager: "ufw", port: 443 },
  ],
];

it.each(cases)("%s", (deed, step) => {
  expect(deedOf(step)).toBe(deed);
});
