import { expect } from "vitest";
import { askRaw, connectRaw } from "../../../helpers/client/raw.ts";
import { measuresNoChunks } from "../../differences.ts";
import type { Check } from "../describe-live.ts";
import { name } from "../endpoint.ts";

const mebibyte = 2 ** 20;
const post = ["POST /large HTTP/1.1", `Host: ${name}`];

export const sizes: Check = (scene, { everySuite, oneSuite }) => {
  everySuite("passes a large message whole", async () => {
    const socket = await (await scene.serve()).opened();
    const message = "x".repeat(300_000);
    expect(await socket.ask(message)).toBe(message);
  });

  everySuite("takes no body that says that it is above 16 MiB", async () => {
    const { raw } = await scene.serve();
    expect((await raw([...post, `Content-Length: ${16 * mebibyte + 1}`])).status).toBe(413);
  });

  oneSuite("takes bodies of up to 16 MiB, and as much in chunks where it measures them", async () => {
    const { get, target } = await scene.serve();
    expect((await get({ body: "x".repeat(16 * mebibyte), timeout: 60_000 })).status).toBe(200);
    const inChunks = async (count: number) => {
      const connection = await connectRaw(target());
      const answer = askRaw(connection, [...post, "Transfer-Encoding: chunked"]);
      for (let sent = 0; sent < count; sent += 1)
        connection.write(`${mebibyte.toString(16)}\r\n${"x".repeat(mebibyte)}\r\n`);
      connection.write("0\r\n\r\n");
      const { status } = await answer;
      connection.destroy();
      return status;
    };
    expect(await inChunks(16)).toBe(200);
    expect(await inChunks(17)).toBe(measuresNoChunks(scene) ? 200 : 413);
  });
};
