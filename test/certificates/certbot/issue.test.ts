import { describe, expect, it } from "vitest";
import { orderCertificate } from "../../../src/certificates/certbot/issue.ts";
import type { AcmeOrder, IssueCertificate } from "../../../src/core/step.ts";
import { MemoryHost, type Placed } from "../../../src/host/memory-host.ts";

const folder = "/etc/letsencrypt";
const live = `${folder}/live/wss-setup`;
const renewal = `${folder}/renewal/wss-setup.conf`;
const kinds = ["cert", "chain", "fullchain", "privkey"];

const linksTo = (n: number) =>
  Object.fromEntries(kinds.map((kind) => [`${live}/${kind}.pem`, `../../archive/wss-setup/${kind}${n}.pem`]));

const order: AcmeOrder = {
  server: "https://acme.example.com/dir",
  own: ["203.0.113.10"],
  program: "certbot",
};

function stepWith(more: Partial<AcmeOrder> = {}): IssueCertificate {
  return {
    kind: "IssueCertificate",
    id: "certificate",
    title: "certificate",
    why: "for the test",
    action: "create",
    undo: "best-effort",
    source: "certbot",
    names: ["node.example.com"],
    key: "ecdsa",
    certificateFile: `${live}/fullchain.pem`,
    keyFile: `${live}/privkey.pem`,
    order: { ...order, ...more },
  };
}

/** A machine whose certbot leads the links to its n-th pair. */
function machine(n: number, files: Readonly<Record<string, Placed>> = {}) {
  return new MemoryHost({
    files: { "/var/lib/wss-setup-acme/.well-known/acme-challenge": { folder: true }, ...files },
    names: { "node.example.com": ["203.0.113.10"] },
    run: (_argv, _options, host) => {
      for (const [path, target] of Object.entries(linksTo(n))) host.place(path, { target });
      return { code: 0 };
    },
  });
}

async function fetched(host: MemoryHost, step = stepWith()) {
  const issued = await orderCertificate(step, { host, onLine: () => {} });
  if (!("fetched" in issued)) throw new Error("nothing that is fetched");
  return issued.fetched;
}

const there: Record<string, Placed> = {
  ...Object.fromEntries(Object.entries(linksTo(1)).map(([path, target]) => [path, { target }])),
  [renewal]: "# as it was\n",
};

describe("what the journal keeps before anything happens", () => {
  it("of a box on which certbot never was", async () => {
    const host = machine(1);
    const { fetch: _, ...kept } = await fetched(host);
    expect(kept).toEqual({ before: {}, lineage: "wss-setup", fresh: true });
    expect(host.writes).toEqual([]);
    expect(host.commands).toEqual([]);
  });

  it("of a lineage of ours: where its links lead, and how it is renewed", async () => {
    const { fetch: _, ...kept } = await fetched(machine(2, there));
    expect(kept).toEqual({
      before: linksTo(1),
      lineage: "wss-setup",
      renewal: "# as it was\n",
      fresh: false,
    });
  });

  it.each([`${folder}/renewal/shop.example.com.conf`, `${folder}/accounts/acme-v02.api.letsencrypt.org/x`])(
    "of a certbot that somebody used: %s",
    async (path) => {
      expect((await fetched(machine(1, { [path]: "x" }))).fresh).toBe(false);
    },
  );
});

describe("the order", () => {
  it("comes back with where the links lead now", async () => {
    const host = machine(1);
    const { fetch } = await fetched(host);
    expect(await fetch()).toEqual(linksTo(1));
    expect(host.commands).toEqual([expect.arrayContaining(["certonly", "--standalone"])]);
    expect(host.commands[0]).not.toContain("--force-renewal");
  });

  it("replaces a lineage that is there", async () => {
    const host = machine(2, there);
    const { fetch } = await fetched(host);
    expect(await fetch()).toEqual(linksTo(2));
    expect(host.commands[0]).toContain("--force-renewal");
  });

  it("is not given where a token of ours is not found first: no attempt is wasted", async () => {
    const host = machine(1);
    const { fetch } = await fetched(host, stepWith({ webroot: "/var/lib/wss-setup-acme" }));
    await expect(fetch()).rejects.toThrow("does not serve challenges");
    expect(host.commands).toEqual([]);
  });

  it("is not made without one: that would be a fault of ours", async () => {
    const { order: _, ...step } = stepWith();
    await expect(orderCertificate(step, { host: machine(1), onLine: () => {} })).rejects.toThrow(
      "without an order",
    );
  });
});
