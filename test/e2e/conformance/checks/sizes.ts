import { expect } from "vitest";
import { askRaw, connectRaw } from "../../../helpers/client/raw.ts";
import type { Target } from "../../../helpers/client/target.ts";
import { countsNoHead, measuresNoChunks } from "../../../proxies/differences.ts";
import { name } from "../../helpers/endpoint.ts";
import type { Check } from "../check.ts";

const mebibyte = 2 ** 20;
const tooLarge = [400, 414, 431];
const post = ["POST /large HTTP/1.1", `Host: ${name}`] as const;

/** Seconds in which a request has to be complete up to its body, and how much later it may be noticed. */
const patience = { least: 10, most: 25 } as const;

export const sizes: readonly Check[] = [
  {
    title: "a header line of 8 KiB and a body of 16 MiB are the most",
    run: async (place) => {
      const { raw, get, target, seen } = await place.endpoint();
      const line = (length: number) => [
        "GET /large HTTP/1.1",
        `Host: ${name}`,
        `X-Long: ${"x".repeat(length)}`,
      ];
      expect((await raw(line(7_000))).status).toBe(200);
      const before = await seen("/large");
      expect(tooLarge, "a long line").toContain((await raw(line(8_300))).status);
      expect(tooLarge, "a long path").toContain(
        (await raw([`GET /large?${"x".repeat(8_300)} HTTP/1.1`, `Host: ${name}`])).status,
      );
      const many = Array.from({ length: 20 }, (_, index) => `X-${index}: ${"x".repeat(4_000)}`);
      const tooMany = expect.toBeOneOf(countsNoHead(place) ? [...tooLarge, 502] : tooLarge);
      expect((await raw([...line(1), ...many])).status, "many lines").toEqual(tooMany);
      expect(await seen("/large")).toEqual(before);

      const body = "x".repeat(15 * mebibyte);
      const passed = await get({ body, timeout: 60_000 });
      expect(passed.status).toBe(200);
      expect(JSON.parse(passed.body).body.length).toBe(body.length);
      const declared = await raw([...post, `Content-Length: ${17 * mebibyte}`]);
      expect(declared.status, "a long body").toBe(413);

      const connection = await connectRaw(target());
      const chunk = `${mebibyte.toString(16)}\r\n${"x".repeat(mebibyte)}\r\n`;
      const answer = askRaw(connection, [...post, "Transfer-Encoding: chunked"]);
      for (let count = 0; count < 17; count += 1) connection.write(chunk);
      connection.write("0\r\n\r\n");
      expect((await answer).status, "a long body in chunks").toBe(measuresNoChunks(place) ? 200 : 413);
      connection.destroy();
    },
  },
  {
    title: "a client that dawdles over TLS or its request is dropped, on both ports",
    run: async (place) => {
      const { target } = await place.endpoint();
      const plain = { tls: false, port: 80 };
      const begun = `GET /slow HTTP/1.1\r\nHost: ${name}\r\n`;
      const [silent, silent80, slow, slow80] = await Promise.all([
        secondsUntilDropped(target(), { silent: true }),
        secondsUntilDropped(target(plain), {}),
        secondsUntilDropped(target(), { says: begun, trickles: true }),
        secondsUntilDropped(target(plain), { says: begun, trickles: true }),
      ]);
      for (const [what, seconds] of Object.entries({ silent, silent80, slow, slow80 })) {
        expect(seconds, what).toBeGreaterThan(patience.least);
        expect(seconds, what).toBeLessThan(patience.most);
      }
    },
  },
];

/** How long a connection lives that says this and then nothing, or one header line every second. */
async function secondsUntilDropped(
  target: Target,
  { says = "", trickles = false, silent = false },
): Promise<number> {
  const connection = await connectRaw(target, { silent });
  const start = Date.now();
  connection.write(says);
  const trickle = trickles ? setInterval(() => connection.write("X-A: b\r\n"), 1_000) : undefined;
  const limit = setTimeout(() => connection.destroy(), patience.most * 1_000);
  await connection.rest();
  clearInterval(trickle);
  clearTimeout(limit);
  connection.destroy();
  return (Date.now() - start) / 1_000;
}
