import { expect } from "vitest";
import { handshakeLines } from "../../../helpers/client/raw.ts";
import { showsCertificateToStrangers } from "../../../proxies/differences.ts";
import { name } from "../../helpers/endpoint.ts";
import { lenient } from "../answers.ts";
import type { Check } from "../check.ts";

const stranger = "other.example.com";

export const names: readonly Check[] = [
  {
    title: "a name that is not ours is refused in TLS",
    run: async (place) => {
      const { status, seen } = await place.endpoint();
      const asking = status({ host: stranger, path: "/stranger" });
      if (showsCertificateToStrangers(place)) expect(await asking).toBe(421);
      else await expect(asking).rejects.toThrow(/alert|unrecognized.name/i);
      const nameless = status({ host: stranger, servername: null, path: "/stranger" });
      if (showsCertificateToStrangers(place)) expect(await nameless).toBe(421);
      else await expect(nameless).rejects.toThrow(/alert|unrecognized.name|disconnected|ECONNRESET|hang up/i);
      expect(await seen("/stranger")).toEqual([]);
    },
  },
  {
    title: "a Host that is not ours is refused before the backend, in whatever way it is said",
    run: async (place) => {
      const { raw, seen } = await place.endpoint();
      const ask = async (line: string, ...hosts: readonly string[]) =>
        (await raw([line, ...hosts.map((host) => `Host: ${host}`), ...handshakeLines])).status;
      expect(await ask("GET /host HTTP/1.1", stranger)).toBe(421);
      expect(await ask("GET /host HTTP/1.1", `${name}.${stranger}`)).toBe(421);
      expect(await ask("GET /host HTTP/1.1", `x${name}`)).toBe(421);
      const refusals = [400, 421];
      expect(refusals, "no Host").toContain(await ask("GET /host HTTP/1.1"));
      expect(refusals, "an empty Host").toContain(await ask("GET /host HTTP/1.1", ""));
      expect(refusals, "two Hosts").toContain(await ask("GET /host HTTP/1.1", name, stranger));
      expect(refusals, "two Hosts").toContain(await ask("GET /host HTTP/1.1", stranger, name));
      const absolute = `GET https://${stranger}/host HTTP/1.1`;
      expect(refusals, "absolute form").toContain(await ask(absolute, name));
      expect(refusals, "HTTP/1.0").toContain((await raw(["GET /host HTTP/1.0"])).status);
      expect(await seen("/host")).toEqual([]);
    },
  },
  {
    title: "our name is taken in any case, with its port, and in absolute form",
    run: async (place) => {
      const { raw, status } = await place.endpoint();
      expect(await status({ host: name.toUpperCase(), servername: name })).toBe(101);
      expect(await status({ host: `${name}:443` })).toBe(101);
      const absolute = [`GET https://${name}/ HTTP/1.1`, `Host: ${name}`, ...handshakeLines];
      expect((await raw(absolute)).status).toBe(101);
    },
  },
];

/** With an address among the names, clients that say no name in TLS are ours. */
export const namesByAddress: readonly Check[] = [
  {
    title: "an address among the names is served without a name in TLS, other Hosts are still refused",
    run: async (place) => {
      const { box, status, seen } = await place.endpoint(lenient(await place.box()));
      expect(await status({ ip: box.ip4, host: box.ip4 })).toBe(101);
      expect(await status({ ip: box.ip6, host: `[${box.ip6}]` })).toBe(101);
      expect(await status()).toBe(101);
      expect(await status({ host: stranger, servername: null, path: "/by-address" })).toBe(421);
      expect(await status({ host: stranger, path: "/by-address" })).toBe(421);
      expect(await seen("/by-address")).toEqual([]);
    },
  },
];
