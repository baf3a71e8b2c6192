import { describe, expect, it } from "vitest";
import {
  acmeReadiness,
  type Readiness,
  type ReadinessInput,
} from "../../../src/certificates/certbot/readiness.ts";
import type { CaaRecord, Listener, NameFacts } from "../../../src/core/facts.ts";

const name = "node.example.com";
const own = ["203.0.113.10", "2001:db8::10"];

interface Seen {
  readonly name?: NameFacts;
  readonly addresses?: readonly string[];
  readonly listeners?: readonly Listener[];
  readonly authority?: string;
}

function judge({ addresses = own, listeners = [], authority, ...seen }: Seen = {}): readonly Readiness[] {
  const input: ReadinessInput = {
    names: [name],
    lookedUp: seen.name === undefined ? {} : { [name]: seen.name },
    facts: { addresses, listeners },
    processes: ["nginx"],
    ...(authority === undefined ? {} : { authority }),
  };
  return acmeReadiness(input);
}

const at = (a: readonly string[], aaaa: readonly string[] = []): NameFacts => ({ a, aaaa });
/** What is said of the name; the port comes after it. */
const ofName = (seen: Seen) => judge(seen).slice(0, -1);

describe("where a name leads", () => {
  it("is not known of a name that every object knows", () => {
    const facts = { addresses: own, listeners: [] };
    const [row] = acmeReadiness({ names: ["constructor"], lookedUp: {}, facts });
    expect(row).toMatchObject({ state: "warning", text: "constructor was not looked up yet" });
  });

  it.each<[string, NameFacts, string]>([
    ["over both families", at(["203.0.113.10"], ["2001:db8::10"]), "IPv4 and IPv6"],
    ["over IPv4", at(["203.0.113.10"]), "IPv4"],
    ["over IPv6", at([], ["2001:db8::10"]), "IPv6"],
  ])("to this box %s", (_, seen, families) => {
    expect(ofName({ name: seen })).toEqual([{ state: "ok", text: `${name} is this box over ${families}` }]);
  });

  it("to another box: which record, and what to set it to", () => {
    expect(ofName({ name: at(["198.51.100.7"], ["2001:db8::10"]) })).toEqual([
      {
        state: "failed",
        text: `the A record of ${name} is another box: 198.51.100.7`,
        short: "its A record is another box",
        fix: `set the A record of ${name} to 203.0.113.10`,
      },
    ]);
  });

  it("to another box over a family that this one does not have", () => {
    expect(ofName({ name: at(["203.0.113.10"], ["2001:db8::99"]), addresses: ["203.0.113.10"] })).toEqual([
      {
        state: "failed",
        text: `the AAAA record of ${name} is another box: 2001:db8::99`,
        short: "its AAAA record is another box",
        fix: `take the AAAA record of ${name} out`,
      },
    ]);
  });

  it("to one box of two: the second one is told", () => {
    const [finding, ...others] = ofName({ name: at(["203.0.113.10", "198.51.100.7"]) });
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ state: "failed", text: expect.stringContaining("198.51.100.7") });
  });

  it("to a router, where this box has a private address only: nobody can tell from here", () => {
    expect(ofName({ name: at(["198.51.100.7"]), addresses: ["192.168.1.5"] })).toEqual([
      {
        state: "warning",
        text: `the A record of ${name} is 198.51.100.7; a router may pass that on to this box`,
      },
    ]);
  });

  it("to a router over IPv4, though the box has an address of its own over IPv6", () => {
    const seen = { name: at(["198.51.100.7"]), addresses: ["10.0.0.5", "2001:db8::10"] };
    expect(ofName(seen).map(({ state }) => state)).toEqual(["warning"]);
  });

  it("to Cloudflare", () => {
    const [finding] = ofName({ name: at(["104.16.1.1"]) });
    expect(finding).toMatchObject({ state: "warning", text: expect.stringContaining("Cloudflare") });
    expect(finding?.fix).toContain(`cloud of ${name} to grey`);
  });

  it("nowhere", () => {
    expect(ofName({ name: at([]) })).toEqual([
      {
        state: "failed",
        text: `${name} leads nowhere: it has no address`,
        short: "the name has no address",
        fix: `set an A record of ${name} to this box's public address`,
      },
    ]);
  });

  it("where nobody could tell, which is no missing record", () => {
    expect(ofName({ name: { ...at([]), error: "no DNS server answered" } })).toEqual([
      {
        state: "failed",
        text: `${name} could not be looked up: no DNS server answered`,
        short: "no DNS server answered",
        fix: "look at /etc/resolv.conf",
      },
    ]);
  });

  it("is not known before it was looked up", () => {
    expect(ofName({}).map(({ state }) => state)).toEqual(["warning"]);
  });

  it("is no question for an address among the names", () => {
    const findings = acmeReadiness({
      names: ["203.0.113.10"],
      lookedUp: {},
      facts: { addresses: own, listeners: [] },
    });
    expect(findings.map(({ text }) => text)).toEqual(["port 80 is free to answer the challenge"]);
  });
});

describe("port 80", () => {
  const ofPort = (...listeners: readonly Listener[]) =>
    judge({ name: at(["203.0.113.10"]), listeners }).at(-1);
  const listener = { address: "0.0.0.0", port: 80 };

  it("is free, whatever holds other ports", () => {
    expect(ofPort({ ...listener, port: 8080, process: "squid" })?.state).toBe("ok");
  });

  it("is held by the proxy that is going to answer", () => {
    expect(ofPort({ ...listener, process: "nginx" })).toEqual({
      state: "ok",
      text: "nginx answers the challenge on port 80",
    });
  });

  it.each([
    ["squid", { ...listener, process: "squid" }],
    ["another program", listener],
  ])("is held by %s", (holder, held) => {
    expect(ofPort(held)).toEqual({
      state: "warning",
      text: `port 80 is held by ${holder}, which has to answer the challenge`,
    });
  });
});

describe("CAA records", () => {
  const record = (value: string, tag = "issue"): CaaRecord => ({ tag, value, critical: false });
  const ofCaa = (caa: Partial<NameFacts>, authority: string | undefined = "letsencrypt.org") =>
    judge({ name: { ...at(["203.0.113.10"]), ...caa }, ...(authority && { authority }) }).slice(2);

  it.each<[string, readonly CaaRecord[]]>([
    ["there are none", []],
    ["they name it", [record("letsencrypt.org")]],
    ["they name it among others", [record("other.example"), record("LetsEncrypt.org; accounturi=https://x")]],
    ["they are about wildcards alone", [record(";", "issuewild")]],
    ["they only say whom to tell", [record("mailto:ops@example.com", "iodef")]],
    ["they want the way that we go", [record("letsencrypt.org;validationmethods=dns-01,http-01")]],
  ])("let the authority issue: %s", (_, caa) => {
    expect(ofCaa({ caa })).toEqual([{ state: "ok", text: `no CAA record of ${name} forbids it` }]);
  });

  it.each<[string, readonly CaaRecord[], string]>([
    ["another alone", [record("other.example")], "lets other.example alone issue"],
    [
      "two others",
      [record("a.example"), record("b.example", "ISSUE")],
      "lets a.example, b.example alone issue",
    ],
    ["nobody", [record(";")], "lets nobody alone issue"],
    [
      "one whose name only begins alike",
      [record("letsencrypt.org.example")],
      "lets letsencrypt.org.example alone",
    ],
  ])("let %s issue", (_, caa, text) => {
    expect(ofCaa({ caa })).toEqual([
      {
        state: "failed",
        text: expect.stringContaining(text),
        short: "a CAA record forbids it",
        fix: `add a CAA record for ${name}: 0 issue "letsencrypt.org"`,
      },
    ]);
  });

  it("want the name checked in another way", () => {
    const [finding] = ofCaa({ caa: [record("letsencrypt.org; validationmethods=dns-01")] });
    expect(finding).toMatchObject({ state: "failed", fix: expect.stringContaining("http-01") });
  });

  it("that cannot be looked up are a refusal", () => {
    expect(ofCaa({ caaError: "SERVFAIL" })).toEqual([
      {
        state: "failed",
        text: expect.stringContaining("cannot be looked up"),
        short: "its CAA records cannot be looked up",
        fix: `dig CAA ${name}`,
      },
    ]);
  });

  it("are not judged where nobody knows the authority's name in them, or nobody looked", () => {
    const seen = { ...at(["203.0.113.10"]), caa: [record("other.example")] };
    expect(judge({ name: seen })).toHaveLength(2);
    expect(ofCaa({})).toEqual([]);
  });
});
