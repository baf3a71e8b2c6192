import { expect } from "vitest";
import { nothingForBrowsers, publicPath } from "../../../../src/core/landing-page.ts";
import { httpGet } from "../../../helpers/client/http-get.ts";
import { name } from "../../helpers/endpoint.ts";
import { app, lenient } from "../answers.ts";
import type { Check } from "../check.ts";
import type { Endpoint } from "../place.ts";

const browser = { Accept: "text/html,application/xhtml+xml" };
const page = /<title>/;

export const landingPage: readonly Check[] = [
  {
    title: "a browser sees the page that tests the connection only where the backend has nothing for it",
    run: async (place) => {
      const endpoint = await place.endpoint(lenient(await place.box()));
      const { box, get, status } = endpoint;
      const own = await get({ headers: browser });
      expect(own.status).toBe(200);
      expect(own.body, "what the backend has for browsers").not.toMatch(page);
      try {
        for (const refusal of nothingForBrowsers) {
          await answerPlainly(endpoint, refusal);
          const shown = await get({ headers: browser });
          expect(shown.status, `${refusal}`).toBe(200);
          expect(shown.body, `${refusal}`).toMatch(page);
          expect(shown.headers["content-type"]).toMatch(/^text\/html/);
          expect((await get()).status, "a program").toBe(refusal);
          expect((await get({ headers: browser, path: "/other" })).status, "another path").toBe(refusal);
          expect((await get({ headers: browser, body: "{}" })).status, "a POST").toBe(refusal);
        }
        await answerPlainly(endpoint, 401);
        expect((await get({ headers: browser })).status).toBe(401);
      } finally {
        await answerPlainly(endpoint, 200);
      }
      expect(await status({ headers: browser })).toBe(101);

      const itself = await get({ path: publicPath });
      expect(itself).toMatchObject({ status: 200 });
      expect(itself.body).toMatch(page);
      const root = await get({ path: `${publicPath}wss-setup-root.crt` });
      expect(root.status).toBe(200);
      expect(root.headers["content-type"]).toBe("application/x-x509-ca-cert");
      expect((await get({ path: `${publicPath}none` })).status).toBe(404);
      for (const path of [
        `${publicPath}../wss-setup/journal.jsonl`,
        `${publicPath}%2e%2e/wss-setup/journal.jsonl`,
      ]) {
        expect((await get({ path })).body, path).not.toContain("Begin");
      }

      await box.run(["systemctl", "stop", "test-backend-9944"]);
      const down = await get({ headers: browser });
      expect(down.status).toBe(200);
      expect(down.body).toMatch(page);
      expect([502, 503, 504]).toContain((await get()).status);
      await box.run(["systemctl", "start", "test-backend-9944"]);
      await box.listens(9944);
      await expect.poll(async () => (await get()).status, { timeout: 30_000 }).toBe(200);
    },
  },
  {
    title: "while the page is on, the endpoint's own pages may open a WebSocket",
    run: async (place) => {
      const { box, status } = await place.endpoint(lenient(await place.box()));
      const from = (origin: string) => status({ headers: { Origin: origin } });
      for (const own of [app, `https://${name}`, `https://${box.ip4}`, `https://[${box.ip6}]`]) {
        expect(await from(own), own).toBe(101);
      }
      for (const foreign of [`http://${name}`, `https://${name}:444`, `https://x${name}`, "null"]) {
        expect(await from(foreign), foreign).toBe(403);
      }
    },
  },
];

/** What the backend answers to every plain request from now on. */
async function answerPlainly({ direct }: Endpoint, status: number): Promise<void> {
  await httpGet(direct({ path: `/test/plain/${status}` }));
}
