import { expect } from "vitest";
import { nothingForBrowsers, publicPath } from "../../../../src/core/landing-page.ts";
import { answerPlainly, type PlainAnswer } from "../../../helpers/backend/plain-answer.ts";
import type { Target } from "../../../helpers/client/target.ts";
import { freePort } from "../../../helpers/free-port.ts";
import { enforcesNoLimits } from "../../differences.ts";
import type { Check } from "../describe-live.ts";
import { type Endpoint, name } from "../endpoint.ts";
import { page } from "../scene.ts";

const accept = { Accept: "text/html,application/xhtml+xml,*/*;q=0.8" };

/** Ways out of the public folder; a key lies three folders above it. */
const climbing = [
  ...["../key.pem", "%2e%2e/key.pem", "../../../key.pem", "..%2f..%2f..%2fkey.pem"].map(
    (path) => `${publicPath}${path}`,
  ),
  "/.wss-setup../key.pem",
];

const asBrowser = ({ get }: Endpoint, more: Partial<Target> = {}) =>
  get({ ...more, headers: { ...accept, ...more.headers } });
const asProgram = ({ get }: Endpoint, more: Partial<Target> = {}) =>
  get({ headers: { Accept: "*/*" }, ...more });

export const landingPage: Check = (scene, { everySuite, oneSuite }) => {
  /** An endpoint in front of this port, with the root of an own CA to fetch. */
  const serve = (port: number) =>
    scene.serve({
      answers: {
        backend: [`ws://127.0.0.1:${port}`],
        certificate: { source: "own-ca", key: "rsa", days: 365, caKey: "keep" },
      },
    });

  everySuite(
    "stands in for what says nothing to browsers, for them alone, and for nothing else",
    async () => {
      let answer: PlainAnswer = { status: 200 };
      const endpoint = await serve(await answerPlainly(() => answer));
      for (const status of nothingForBrowsers) {
        answer = { status };
        const own = { status, body: `its own ${status}` };
        for (const path of ["/", "/?a=b"]) {
          const shown = await asBrowser(endpoint, { path });
          expect(shown, `${status}`).toMatchObject({ status: 200, body: page });
          expect(shown.headers).toMatchObject({
            "content-type": "text/html; charset=utf-8",
            "cache-control": "no-store",
            "x-content-type-options": "nosniff",
          });
          expect(shown.headers).not.toHaveProperty("x-url");
        }
        expect(await asProgram(endpoint)).toMatchObject(own);
        expect(await endpoint.get({ headers: accept, body: "{}" })).toMatchObject(own);
        const elsewhere = await asBrowser(endpoint, { path: "/socket.io/?EIO=4&transport=polling" });
        expect(elsewhere).toMatchObject(own);
      }
      for (const status of [200, 301, 401, 429, 500]) {
        answer = { status, type: "text/html", body: "<p>mine</p>" };
        const left = await asBrowser(endpoint, { path: "/?a=b" });
        expect(left).toMatchObject({ status, body: "<p>mine</p>", headers: { "x-url": "/?a=b" } });
      }
    },
  );

  oneSuite("stands in for a backend that is down; programs hear of it", async () => {
    const endpoint = await serve(await freePort());
    expect(await asBrowser(endpoint)).toMatchObject({ status: 200, body: page });
    expect([502, 503]).toContain((await asProgram(endpoint)).status);
  });

  oneSuite(
    "lets the backend hear a browser as it hears anybody, and counts it against no limit",
    async () => {
      const limits = enforcesNoLimits(scene)
        ? false
        : { connectionsPerIp: 1, handshakesPerSecond: 1, burst: 0 };
      const endpoint = await scene.serve({ answers: { limits } });
      const { url, headers } = JSON.parse((await asBrowser(endpoint, { path: "/?a=b" })).body);
      expect(url).toBe("/?a=b");
      expect(headers).toMatchObject({
        host: `127.0.0.1:${scene.backend.port}`,
        "x-forwarded-for": "127.0.0.1",
        "x-forwarded-proto": "https",
      });
      expect(headers).not.toHaveProperty("upgrade");
      for (let count = 0; count < 5; count += 1) expect((await asBrowser(endpoint)).status).toBe(200);
      expect((await endpoint.echo({ headers: accept })).echo).toBe("hello");
    },
  );

  everySuite("is in nobody's way: WebSockets on /, JSON-RPC over POST, what is refused", async () => {
    const endpoint = await scene.serve();
    expect((await endpoint.echo({ headers: accept })).echo).toBe("hello");
    const h2c = {
      Upgrade: "h2c",
      Connection: "Upgrade, HTTP2-Settings",
      "HTTP2-Settings": "AAMAAABkAAQAAP__",
    };
    expect((await asBrowser(endpoint, { headers: h2c })).status).toBe(403);
    for (const path of ["/", publicPath]) {
      const other = { servername: name, host: "other.example.com", path };
      expect((await asBrowser(endpoint, other)).status).toBe(421);
    }
    const post = await endpoint.get({ headers: accept, body: '{"id":1}' });
    expect(JSON.parse(post.body)).toMatchObject({ method: "POST", body: '{"id":1}' });
  });

  oneSuite("has an address of its own, and the root beside it in the types that devices take", async () => {
    const endpoint = await serve(scene.backend.port);
    for (const path of [publicPath, `${publicPath}index.html`])
      expect(await asProgram(endpoint, { path }), path).toMatchObject({ status: 200, body: page });
    const types = { crt: "application/x-x509-ca-cert", pem: "application/x-pem-file" };
    for (const [end, type] of Object.entries(types)) {
      const file = await asProgram(endpoint, { path: `${publicPath}wss-setup-root.${end}` });
      expect(file).toMatchObject({
        status: 200,
        headers: { "content-type": type, "cache-control": "no-store" },
      });
    }
    expect((await asBrowser(endpoint, { path: `${publicPath}none` })).status).toBe(404);
    for (const path of climbing) {
      const { status, body } = await asBrowser(endpoint, { path });
      if (status === 200) expect(JSON.parse(body), path).toMatchObject({ method: "GET" });
      else expect([400, 404], path).toContain(status);
    }
  });

  oneSuite("is off: browsers get what the backend says", async () => {
    const backend = [`ws://127.0.0.1:${await answerPlainly({ status: 426 })}`];
    const endpoint = await scene.serve({ answers: { backend, landingPage: false } });
    for (const path of ["/", publicPath])
      expect(await asBrowser(endpoint, { path })).toMatchObject({ status: 426, body: "its own 426" });
  });
};
