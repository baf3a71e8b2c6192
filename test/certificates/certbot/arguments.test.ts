import { describe, expect, it } from "vitest";
import { certonly, deletion, rehearsal } from "../../../src/certificates/certbot/arguments.ts";
import type { AcmeOrder } from "../../../src/core/step.ts";

const production = "https://acme-v02.api.letsencrypt.org/directory";
const staging = "https://acme-staging-v02.api.letsencrypt.org/directory";
const base: AcmeOrder = { server: production, own: ["203.0.113.10"], program: "certbot" };

interface Asked {
  readonly order?: Partial<AcmeOrder>;
  readonly names?: readonly string[];
  readonly key?: "rsa" | "ecdsa";
  readonly known?: boolean;
}

function argv({ order, names = ["node.example.com"], key = "ecdsa", known = false }: Asked = {}) {
  return certonly({ names, key, order: { ...base, ...order } }, known);
}

describe("the argv of an order", () => {
  it("has no value that certbot would take for another one", () => {
    for (const name of ["a.example,b.example", " a.example", "--", "a.example\n"])
      expect(() => argv({ names: [name] }), name).toThrow("cannot be an argument of certbot");
    expect(() => argv({ order: { email: "--" } })).toThrow("cannot be an argument of certbot");
  });

  it("on an empty box, through the proxy", () => {
    expect(argv({ order: { webroot: "/var/lib/wss-setup-acme", email: "ops@example.com" } })).toEqual([
      "certbot",
      "certonly",
      "--non-interactive",
      "--agree-tos",
      "--email=ops@example.com",
      "--no-eff-email",
      `--server=${production}`,
      "--cert-name=wss-setup",
      "--key-type=ecdsa",
      "--elliptic-curve=secp256r1",
      "--webroot",
      "--webroot-path=/var/lib/wss-setup-acme",
      "--domain=node.example.com",
    ]);
  });

  it.each<[string, Asked, readonly string[], readonly string[]]>([
    ["no e-mail", {}, ["--register-unsafely-without-email"], ["--no-eff-email"]],
    ["an rsa key", { key: "rsa" }, ["--key-type=rsa", "--rsa-key-size=2048"], ["--elliptic-curve=secp256r1"]],
    ["alone on port 80", {}, ["--standalone"], ["--webroot", "--http-01-address=127.0.0.1"]],
    [
      "behind the proxy",
      { order: { port: 402 } },
      ["--standalone", "--http-01-port=402", "--http-01-address=127.0.0.1"],
      ["--webroot"],
    ],
    [
      "a lineage that is there",
      { known: true },
      ["--force-renewal", "--renew-with-new-domains"],
      ["--break-my-certs"],
    ],
    [
      "a lineage that is there, and staging",
      { known: true, order: { server: staging } },
      [`--server=${staging}`, "--force-renewal", "--renew-with-new-domains", "--break-my-certs"],
      [],
    ],
    [
      "nothing there, and staging",
      { order: { server: staging } },
      [],
      ["--force-renewal", "--break-my-certs"],
    ],
    [
      "an address among the names",
      { names: ["203.0.113.10", "node.example.com", "2001:db8::10"], order: { profile: "shortlived" } },
      [
        "--preferred-profile=shortlived",
        "--ip-address=203.0.113.10",
        "--domain=node.example.com",
        "--ip-address=2001:db8::10",
      ],
      ["--domain=203.0.113.10"],
    ],
    ["no address", {}, [], ["--preferred-profile=shortlived"]],
    ["a snap", { order: { program: "/snap/bin/certbot" } }, ["/snap/bin/certbot"], ["certbot"]],
  ])("%s", (_, asked, has, lacks) => {
    const made = argv(asked);
    expect(made.filter((word) => has.includes(word))).toEqual(has);
    expect(made.filter((word) => lacks.includes(word))).toEqual([]);
  });

  it("never lets a value pass for an option, whatever it begins with", () => {
    const made = argv({
      names: ["--deploy-hook", "-d"],
      order: { email: "--help@example.com", webroot: "--dry-run", profile: "-v", server: "--no-verify-ssl" },
    });
    for (const value of ["--deploy-hook", "-d", "--help@example.com", "--dry-run", "-v", "--no-verify-ssl"]) {
      expect(made).not.toContain(value);
      expect(made.some((word) => word.endsWith(`=${value}`))).toBe(true);
    }
  });
});

describe("the argv of a rehearsal", () => {
  it("asks Let's Encrypt's own staging server, as certbot does by itself", () => {
    expect(rehearsal(base)).toEqual([
      "certbot",
      "renew",
      "--non-interactive",
      "--cert-name=wss-setup",
      "--dry-run",
      "--no-random-sleep-on-renew",
    ]);
  });

  it("asks another authority itself, which certbot would not", () => {
    expect(rehearsal({ ...base, server: "https://acme.example.com/dir" })).toContain(
      "--server=https://acme.example.com/dir",
    );
  });
});

it("a deletion names our lineage and no other", () => {
  expect(deletion("certbot")).toEqual(["certbot", "delete", "--non-interactive", "--cert-name=wss-setup"]);
});
