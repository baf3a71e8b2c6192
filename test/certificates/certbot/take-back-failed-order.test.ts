import { describe, expect, it } from "vitest";
import { isFresh } from "../../../src/certificates/certbot/lineage.ts";
import { places } from "../../../src/certificates/certbot/places.ts";
import { takeBackLineage } from "../../../src/certificates/certbot/take-back.ts";
import type { FetchedRecord } from "../../../src/core/journal.ts";
import { MemoryHost, type Placed } from "../../../src/host/memory-host.ts";

const { folder, live } = places;
/** What an order leaves that failed: an account, a request and its key. */
const leftovers: Readonly<Record<string, Placed>> = {
  [`${folder}/accounts/authority.example/directory/1/private_key.json`]: "{}",
  [`${folder}/csr/0000_csr-certbot.pem`]: "request",
  [`${folder}/keys/0000_key-certbot.pem`]: "key",
  [`${folder}/renewal-hooks/pre`]: { folder: true },
};
const pair: Readonly<Record<string, Placed>> = {
  [`${live}/fullchain.pem`]: { target: "../../archive/wss-setup/fullchain1.pem" },
  [`${folder}/archive/wss-setup/fullchain1.pem`]: "a certificate",
};
const lineage = { ...pair, [places.renewal]: "version = 2.1.0\n" };

const before = (fresh: boolean): FetchedRecord => ({
  kind: "fetched",
  source: "certbot",
  lineage: places.lineage,
  links: {},
  fresh,
});

/** What a run that failed leaves in certbot's folder, and what it says of it. */
async function afterFailure(files: Readonly<Record<string, Placed>>, fresh: boolean) {
  const host = new MemoryHost({ files: { [`${folder}/cli.ini`]: "", ...files } });
  const kept = await takeBackLineage(before(fresh), undefined, { host, why: "failure", onLine: () => {} });
  return { left: [...(await host.list(folder))].sort(), kept };
}

describe("a run that failed", () => {
  it("leaves nothing of certbot's where nothing was issued and nothing was there before", async () => {
    expect(await afterFailure(leftovers, true)).toEqual({ left: ["cli.ini"], kept: undefined });
  });

  it("leaves certbot's folders alone where somebody used it before", async () => {
    const { left } = await afterFailure(leftovers, false);
    expect(left).toEqual(["accounts", "cli.ini", "csr", "keys", "renewal-hooks"]);
  });

  it.each([
    ["the file that says how it is renewed is empty", { [places.renewal]: "" }],
    ["that file is not there", {}],
  ])("leaves nothing of a pair that certbot did not come to the end with: %s", async (_, renewal) => {
    expect(await afterFailure({ ...leftovers, ...pair, ...renewal }, true)).toEqual({
      left: ["cli.ini"],
      kept: undefined,
    });
    const { left } = await afterFailure(
      { ...pair, ...renewal, [`${folder}/live/other/cert.pem`]: "" },
      false,
    );
    expect(left).toEqual(["archive", "cli.ini", "live", ...Object.keys(renewal).map(() => "renewal")]);
  });

  it("keeps what was issued, on purpose", async () => {
    const { left, kept } = await afterFailure({ ...leftovers, ...lineage }, true);
    expect(left).toEqual([
      "accounts",
      "archive",
      "cli.ini",
      "csr",
      "keys",
      "live",
      "renewal",
      "renewal-hooks",
    ]);
    expect(kept).toEqual({ spared: expect.stringContaining("is kept") });
  });
});

it.each(["accounts", "archive", "csr", "keys", "live", "renewal"])(
  "certbot is not fresh where its folder %s holds something",
  async (name) => {
    expect(await isFresh(new MemoryHost({ files: { [`${folder}/${name}`]: { folder: true } } }))).toBe(true);
    expect(await isFresh(new MemoryHost({ files: { [`${folder}/${name}/something`]: "" } }))).toBe(false);
  },
);
