import { expect } from "vitest";
import { askRaw, connectRaw } from "../../../helpers/client/raw.ts";
import { name } from "../../helpers/endpoint.ts";
import type { Check } from "../check.ts";

const call = JSON.stringify({ jsonrpc: "2.0", id: 7, method: "system_chain" });
const reply = { jsonrpc: "2.0", id: 7, result: "Development" };

export const plainHttp: readonly Check[] = [
  {
    title: "JSON-RPC over POST passes, its length given or in chunks, several over one connection",
    run: async (place) => {
      const { get, target } = await place.endpoint();
      const posted = await get({ body: call, headers: { "Content-Type": "application/json" } });
      expect(posted.status).toBe(200);
      expect(JSON.parse(posted.body)).toEqual(reply);

      const connection = await connectRaw(target());
      const half = call.length / 2;
      const chunks = [call.slice(0, half), call.slice(half), ""];
      for (let time = 0; time < 3; time += 1) {
        const head = ["POST /rpc HTTP/1.1", `Host: ${name}`, "Transfer-Encoding: chunked"];
        const asked = askRaw(connection, head);
        for (const chunk of chunks) connection.write(`${chunk.length.toString(16)}\r\n${chunk}\r\n`);
        const { status, head: answer } = await asked;
        expect(status).toBe(200);
        const length = /^content-length: (\d+)\r$/im.exec(answer)?.[1];
        const body =
          length === undefined
            ? await connection.takeThrough("\r\n0\r\n\r\n")
            : await connection.take(Number(length));
        expect(body.toString()).toContain(JSON.stringify(reply));
      }
      connection.destroy();
    },
  },
  {
    title: "a request of two minds about its length does not reach the backend as two",
    run: async (place) => {
      const { target, seen } = await place.endpoint();
      const body = "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";
      const both = [`Content-Length: ${body.length}`, "Transfer-Encoding: chunked"];
      for (const fields of [
        both,
        [both[0] ?? "", "Transfer-Encoding: xchunked"],
        ["Content-Length: 3", both[0] ?? ""],
      ]) {
        const connection = await connectRaw(target());
        connection.write(["POST /two-minds HTTP/1.1", `Host: ${name}`, ...fields, "", body].join("\r\n"));
        await connection.takeThrough("\r\n\r\n").catch(() => undefined);
        connection.destroy();
      }
      // Taken for a request of its own, it says a Host that is not ours.
      expect(await seen("/smuggled")).toEqual([]);
    },
  },
  {
    title: "statuses, methods and redirects of the backend are its own; one to itself leads to us",
    run: async (place) => {
      const { get, raw } = await place.endpoint();
      for (const status of [404, 405, 426, 500, 503]) {
        expect(await get({ path: `/test/status/${status}` })).toMatchObject({
          status,
          body: `its own ${status}`,
        });
      }
      const { status, headers } = await get({ path: "/test/redirect" });
      expect(status).toBe(302);
      expect(headers.location).toMatch(new RegExp(`^(https://${name})?/elsewhere$`));
      for (const method of ["OPTIONS", "PUT", "DELETE", "PATCH"]) {
        const answer = await raw([`${method} / HTTP/1.1`, `Host: ${name}`, "Content-Length: 0"]);
        expect(answer.status, method).toBe(200);
      }
    },
  },
];
