import { expect } from "vitest";
import { issue } from "../../../helpers/authority.ts";
import type { Box } from "../../../helpers/box/box.ts";
import { must } from "../../../helpers/box/command.ts";
import { httpGet } from "../../../helpers/client/http-get.ts";
import type { OpenWebSocket } from "../../../helpers/client/websocket.ts";
import type { Check } from "../check.ts";
import type { Endpoint, Place } from "../place.ts";

const ports = [9944, 9945] as const;
const both = { backend: ports.map((port) => `ws://127.0.0.1:${port}`) };
const socketIo = [9951, 9952] as const;
const secure = 9961;

type Placed = { readonly socket: OpenWebSocket; readonly port: number };

/** Opens a WebSocket and asks which backend it reached. */
async function placed({ opened }: Endpoint): Promise<Placed> {
  const socket = await opened();
  return { socket, port: JSON.parse(await socket.ask('{"test":"headers"}')).port };
}

async function several(endpoint: Endpoint, count: number): Promise<readonly Placed[]> {
  const all: Placed[] = [];
  while (all.length < count) all.push(await placed(endpoint));
  return all;
}

const at = (all: readonly Placed[], port: number) => all.filter((each) => each.port === port);
const close = (all: readonly Placed[]) => Promise.all(all.map(({ socket }) => socket.close()));

async function balanced(place: Place): Promise<Endpoint> {
  const box = await place.box();
  if (!(await isThere(box, ports[1]))) await box.startBackend({ port: ports[1] });
  return place.endpoint(both);
}

async function isThere(box: Box, port: number): Promise<boolean> {
  return (await box.exec(["test", "-e", `/etc/systemd/system/test-backend-${port}.service`])).code === 0;
}

const control = (box: Box, verb: string, port: number) =>
  box.run(["systemctl", verb, `test-backend-${port}`]);

export const backends: readonly Check[] = [
  {
    title: "of several backends the one with the fewest connections gets the next",
    run: async (place) => {
      const endpoint = await balanced(place);
      const first = await several(endpoint, 12);
      for (const port of ports) expect(at(first, port).length, `${port}`).toBe(6);
      await close(at(first, ports[1]));
      // The proxy hears of the ends a moment later.
      await expect.poll(() => openAt(endpoint.box, ports[1])).toBe(0);
      const more = await several(endpoint, 6);
      expect(at(more, ports[1]).length).toBe(6);
      await close([...at(first, ports[0]), ...more]);
    },
  },
  {
    title:
      "of several backends one may die: clients go on at the others, and it is used again once it is back",
    run: async (place) => {
      const endpoint = await balanced(place);
      const { box, get } = endpoint;
      const held = await several(endpoint, 4);
      await control(box, "stop", ports[1]);
      for (const { socket } of at(held, ports[1])) await socket.closed;
      for (const { socket } of at(held, ports[0])) expect(await socket.ask("still here")).toBe("still here");
      const after = await several(endpoint, 6);
      expect(at(after, ports[0])).toHaveLength(6);
      for (let time = 0; time < 4; time += 1) expect((await get()).status).toBe(200);
      await close([...at(held, ports[0]), ...after]);
      await control(box, "start", ports[1]);
      await box.listens(ports[1]);
      const reached = async () => {
        const some = await several(endpoint, 4);
        await close(some);
        return at(some, ports[1]).length > 0;
      };
      await expect.poll(reached, { timeout: 40_000, interval: 1_000 }).toBe(true);
    },
  },
  {
    title: "Socket.IO's clients stay at one backend by their address, and go to another when it dies",
    run: async (place) => {
      const box = await place.box();
      for (const port of socketIo) {
        if (!(await isThere(box, port))) await box.startBackend({ port, flags: ["--engine-io"] });
      }
      const endpoint = await place.endpoint({
        backend: socketIo.map((port) => `ws://127.0.0.1:${port}`),
      });
      const greeted = await endpoint.opened({ path: "/socket.io/?EIO=4&transport=websocket" });
      await greeted.close();
      const reached = async (from: string) => {
        const { status, body } = await endpoint.get({ from });
        return status === 200 ? (JSON.parse(body).port as number) : status;
      };
      const addresses = Array.from({ length: 16 }, (_, index) => `10.88.${box.number}.${index + 10}`);
      for (const address of addresses) {
        await must(["ip", "address", "add", `${address}/24`, "dev", box.outside]);
      }
      const homes = new Map<string, number>();
      for (const address of addresses) homes.set(address, await reached(address));
      expect([...new Set(homes.values())].sort()).toEqual([...socketIo]);
      for (const [address, home] of homes) {
        for (let time = 0; time < 3; time += 1) expect(await reached(address), address).toBe(home);
      }
      const [dying, staying] = socketIo;
      await control(box, "stop", dying);
      for (const address of homes.keys()) {
        await expect.poll(() => reached(address), { timeout: 30_000 }).toBe(staying);
      }
      await control(box, "start", dying);
      await box.listens(dying);
    },
  },
  {
    title: "a backend over TLS is verified by its name, and one with another certificate hears nothing",
    run: async (place) => {
      const box = await place.box();
      const root = issue("Root of the test", { authority: true });
      const pairFile = "/srv/backend.pem";
      const present = async (...names: readonly string[]) => {
        const { certificate, key } = issue(names[0] ?? "", { names, by: root });
        await box.writeFile(pairFile, `${certificate}\n${key}`, "0600");
      };
      await box.writeFile("/usr/local/share/ca-certificates/test.crt", root.certificate);
      await box.run(["update-ca-certificates"]);
      await box.run([
        "sh",
        "-c",
        "grep -q backend.lan /etc/hosts || echo 127.0.0.1 backend.lan >> /etc/hosts",
      ]);
      await present("backend.lan");
      await box.startBackend({ port: secure, flags: [`--tls=${pairFile}`, "--host=0.0.0.0"] });
      const endpoint = await place.endpoint({ backend: `wss://backend.lan:${secure}` });
      expect((await placed(endpoint)).port).toBe(secure);
      expect((await endpoint.get()).status).toBe(200);

      await present("other.lan");
      await control(box, "restart", secure);
      await box.listens(secure);
      // Apache takes it for an error of its own.
      const refusals = [500, 502, 503];
      await expect
        .poll(() => endpoint.status({ path: "/impostor" }))
        .toSatisfy((status) => refusals.includes(status));
      expect(refusals).toContain((await endpoint.get({ path: "/impostor" })).status);

      const heard = await httpGet({ ip: box.ip4, port: secure, path: "/test/requests" });
      expect(JSON.parse(heard.body)).toEqual([]);

      await present("backend.lan");
      await control(box, "restart", secure);
      await box.listens(secure);
      await expect.poll(() => endpoint.status(), { timeout: 30_000 }).toBe(101);
      await control(box, "stop", secure);
    },
  },
];

/** Connections that the backend has. */
async function openAt(box: Box, port: number): Promise<number> {
  const listing = await box.run(["ss", "-tnH", "state", "established", `sport = :${port}`]);
  return listing.split("\n").filter((line) => line !== "").length;
}
