import { describe, expect, it } from "vitest";
import type { RunOptions } from "../../../src/host/host.ts";
import { MemoryHost } from "../../../src/host/memory-host.ts";
import { isReadOnly } from "../../../src/host/read-only-commands.ts";
import { probeCaddy as probe } from "../../../src/proxies/caddy/probe.ts";
import { debianCaddyfile } from "./debian-files.ts";

const main = "/etc/caddy/Caddyfile";
const ours = "import /etc/caddy/wss-setup.caddy # wss-setup's endpoint\n";
const operators = "shop.example.com {\n\trespond 1\n}\n";

/** What `caddy adapt` makes of a site for these names on these ports. */
function adapted(
  sites: readonly { port: number; hosts?: readonly string[]; mark?: string }[],
  more = {},
): string {
  const servers = Object.fromEntries(
    sites.map(({ port, hosts, mark }, index) => [
      `srv${index}`,
      {
        listen: [`:${port}`],
        routes: [
          {
            ...(hosts && { match: [{ host: hosts }] }),
            handle: [{ handler: "vars", ...(mark && { wss_setup: mark }) }],
          },
        ],
      },
    ]),
  );
  return JSON.stringify({ apps: { http: { ...more, servers } } });
}

interface Installed {
  readonly text?: string;
  /** The text of a file that the Caddyfile is a link to. */
  readonly elsewhere?: string;
  readonly version?: string;
  readonly json?: string;
  readonly error?: string;
  /** What Caddy says against a start, though the text makes sense. */
  readonly fault?: string;
}

/** A box with Debian's Caddy. */
function boxWith({ text, elsewhere, version = "2.6.2", json = "{}", error, fault }: Installed): MemoryHost {
  return new MemoryHost({
    files: {
      ...(text === undefined ? {} : { [main]: text }),
      ...(elsewhere === undefined
        ? {}
        : { [main]: { target: "/srv/Caddyfile" }, "/srv/Caddyfile": elsewhere }),
      "/etc/ssl/certs/ca-certificates.crt": "",
    },
    run: ([program, verb]) => {
      if (program === "caddy" && verb === "version") return { code: 0, stdout: `${version}\n` };
      if (program === "caddy")
        return error === undefined ? { code: 0, stdout: json } : { code: 1, stderr: error };
      if (program === "runuser") return fault === undefined ? { code: 0 } : { code: 1, stderr: fault };
      if (program === "md5sum")
        return { code: 0, stdout: `${text === debianCaddyfile ? "stock" : "other"}  ${main}\n` };
      return { code: 0, stdout: ` ${main} stock\n` };
    },
  });
}

const probeCaddy = (host: MemoryHost, variables: Readonly<Record<string, string>> = {}) =>
  probe(host, async () => variables);

/** With what its Caddy is run from now on. */
function optionsOf(host: MemoryHost): readonly RunOptions[] {
  const seen: RunOptions[] = [];
  const run = host.run.bind(host);
  host.run = (argv, options = {}) => {
    if (argv.includes("caddy") && argv[0] !== "md5sum") seen.push(options);
    return run(argv, options);
  };
  return seen;
}

describe("what is seen of Caddy", () => {
  it("is nothing where it is not installed", async () => {
    expect(await probeCaddy(new MemoryHost())).toEqual({ caddyfile: "stock", sites: [], trustStore: false });
  });

  it.each([
    ["2.6.2", "2.6.2"],
    ["v2.11.4 h1:abc=", "2.11.4"],
  ])("has its version, of %j", async (said, version) => {
    expect(await probeCaddy(boxWith({ text: debianCaddyfile, version: said }))).toMatchObject({ version });
  });

  it("tells the stock Caddyfile, ours, and an operator's", async () => {
    const whose = async (text?: string) =>
      (await probeCaddy(boxWith(text === undefined ? {} : { text }))).caddyfile;
    expect(await whose(debianCaddyfile)).toBe("stock");
    expect(await whose(`# mine\n${ours}`)).toBe("ours");
    expect(await whose(ours + operators)).toBe("operators");
    expect(await whose(`{\n}\n${ours}`)).toBe("operators");
    expect(await whose(operators)).toBe("operators");
    expect(await whose("")).toBe("operators");
    expect(await whose()).toBe("absent");
  });

  it("says what a line cannot be added to", async () => {
    expect(await probeCaddy(boxWith({ text: "a.com\nrespond 1\n" }))).toMatchObject({
      closed: "without-braces",
    });
    expect(await probeCaddy(boxWith({ elsewhere: operators }))).toMatchObject({ closed: "link" });
    expect(await probeCaddy(boxWith({ text: operators }))).not.toHaveProperty("closed");
  });

  it("has the operator's sites as Caddy itself reads them, and not ours", async () => {
    const json = adapted([
      { port: 443, hosts: ["Shop.example.com"] },
      { port: 443, hosts: ["node.example.com"], mark: "endpoint" },
      { port: 8080 },
    ]);
    expect(await probeCaddy(boxWith({ text: operators, json }))).toMatchObject({
      sites: [
        { port: 443, hosts: ["shop.example.com"] },
        { port: 8080, hosts: [] },
      ],
    });
  });

  it("sees that http and https are on other ports", async () => {
    const json = adapted([], { https_port: 8443 });
    expect(await probeCaddy(boxWith({ text: operators, json }))).toMatchObject({ otherPorts: true });
  });

  it("has what Caddy says of a broken configuration", async () => {
    const error = '{"level":"info"}\nadapt: Caddyfile:3: unrecognized directive: nonsense\n';
    expect(await probeCaddy(boxWith({ text: operators, error }))).toMatchObject({
      failure: "adapt: Caddyfile:3: unrecognized directive: nonsense",
    });
  });

  it("says nothing of a fault in our own file, also where a variable of the unit is in its path", async () => {
    const error = "adapt: parsing /etc/caddy/wss-setup.caddy:4: nonsense\n";
    const units: readonly Readonly<Record<string, string>>[] = [{}, { FOLDER: "/etc/caddy" }];
    for (const variables of units) {
      const seen = await probeCaddy(boxWith({ text: operators + ours, error }), variables);
      expect(seen).toMatchObject({ caddyfile: "operators", sites: [] });
      expect(seen).not.toHaveProperty("failure");
    }
  });

  it("has what Caddy says against a start, as its own user; of a file with ours in it nothing is asked", async () => {
    const fault =
      '{"level":"info"}\nError: loading http app module: open /etc/caddy/shop.crt: no such file\n';
    const json = adapted([{ port: 443, hosts: ["shop.example.com"] }]);
    const host = boxWith({ text: operators, json, fault });
    expect(await probeCaddy(host)).toMatchObject({
      sites: [{ port: 443, hosts: ["shop.example.com"] }],
      doubt: "Error: loading http app module: open /etc/caddy/shop.crt: no such file",
    });
    expect(host.commands).toContainEqual(expect.arrayContaining(["runuser", "caddy", "validate"]));
    expect(await probeCaddy(boxWith({ text: operators + ours, json, fault }))).not.toHaveProperty("doubt");
  });

  describe("whose Caddyfile has variables of its unit", () => {
    const variables = { TOKEN: "s3cret token-of-ours", PORT: "443" };

    it("has them in Caddy's environment, and in no argv", async () => {
      const host = boxWith({ text: operators });
      const runs = optionsOf(host);
      await probeCaddy(host, variables);
      expect(runs.flatMap(({ env }) => (env?.TOKEN ? [env] : []))).toEqual([
        { HOME: "/var/lib/caddy", ...variables, STEPPATH: "/" },
        expect.objectContaining(variables),
      ]);
      expect(JSON.stringify(host.commands)).not.toMatch(/s3cret|of-ours/);
    });

    it.each(["error", "fault"])("has no word of their values in what Caddy says (%s)", async (which) => {
      const said =
        "Error: unrecognized directive: s3cret, in 's3cret token-of-ours' on 443, \"token-of-ours\"";
      const seen = JSON.stringify(await probeCaddy(boxWith({ text: operators, [which]: said }), variables));
      expect(seen).toContain("unrecognized directive: {$TOKEN}, in '{$TOKEN}' on 443");
      expect(seen).not.toMatch(/s3cret|of-ours/);
    });
  });

  it("tests nothing that would write a log or into a storage of the operator's", async () => {
    const json = JSON.stringify({ logging: {}, storage: {}, apps: { http: {} } });
    const host = boxWith({ text: operators, json });
    const runs = optionsOf(host);
    await probeCaddy(host);
    expect(runs.flatMap(({ input }) => input ?? [])).toEqual(['{"apps":{"http":{}}}']);
  });

  it("only looks, and asks Caddy so that it makes no folder", async () => {
    const host = boxWith({ text: operators });
    await probeCaddy(host);
    expect(host.writes).toEqual([]);
    expect(host.commands.filter((argv) => !isReadOnly(argv))).toEqual([]);
  });
});
