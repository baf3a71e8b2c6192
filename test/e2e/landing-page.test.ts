import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { parseAnswers } from "../../src/core/answers-schema.ts";
import { type DemoWorld, startDemo } from "../../src/demo/start-demo.ts";
import { RealHost } from "../../src/host/real-host.ts";
import { setUp as setUpDemo } from "../../src/set-up.ts";
import { startTestBackend } from "../helpers/backend/server.ts";
import type { Box } from "../helpers/box/box.ts";
import { browserAvailable, installBrowser } from "../helpers/browser/available.ts";
import { withPage } from "../helpers/browser/browser.ts";
import { goTo } from "../helpers/browser/go-to.ts";
import { httpGet } from "../helpers/client/http-get.ts";
import { openWebSocket } from "../helpers/client/websocket.ts";
import { cli } from "../proxies/embedded/running-embedded.ts";
import { expectAsBefore } from "./helpers/as-before.ts";
import { exits, name, plan, setUp } from "./helpers/endpoint.ts";
import { inBoxes, withBox } from "./helpers/in-boxes.ts";

const available = browserAvailable();

/** The demo's endpoint with a root of its own, which the browser trusts. */
async function endpoint(more: Readonly<Record<string, unknown>> = {}): Promise<DemoWorld> {
  const world = await startDemo(new RealHost(), { program: [process.execPath, cli] });
  onTestFinished(() => world.stop());
  const answers = { ...world.answers, certificate: { source: "own-ca" }, ...more };
  const signal = new AbortController().signal;
  await setUpDemo(world.environment, parseAnswers(answers, {}), { onEvent: () => undefined, signal });
  return world;
}

interface Seen {
  readonly headline: string;
  readonly lines: string;
  /** What the browser complained about, such as a broken policy. */
  readonly complaints: readonly string[];
}

/** Opens the page and waits for the end of its test, which has this look. */
async function look(
  { environment, folder }: DemoWorld,
  path: string,
  state: "good" | "warn" | "bad",
  more: (page: Page) => Promise<void> = async () => undefined,
): Promise<Seen> {
  const root = readFileSync(join(folder, "etc/wss-setup/ca/root.crt"), "utf8");
  return withPage({ trustedRoots: [root] }, async (page) => {
    const complaints: string[] = [];
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.setViewportSize({ width: 320, height: 640 });
    await goTo(page, `https://localhost:${environment.ports.https}${path}`);
    await page.waitForSelector(`#test.${state}`);
    await more(page);
    return {
      headline: (await page.textContent("#state")) ?? "",
      lines: (await page.textContent("#lines")) ?? "",
      complaints,
    };
  });
}

const title = "the landing page in Chromium";
describe.skipIf(!available.ok)(available.ok ? title : `${title} (${available.reason})`, () => {
  beforeAll(installBrowser);

  it("connects by itself, fits a phone, and hands out the root", async () => {
    const world = await endpoint({ origins: ["https://app.example.com"] });
    const host = `localhost:${world.environment.ports.https}`;
    const seen = await look(world, "/", "good", async (page) => {
      expect(await page.title()).toBe(host);
      expect(await page.textContent("#url")).toBe(`wss://${host}`);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(320);
      const download = page.waitForEvent("download");
      await page.click("text=Download the root");
      const file = await (await download).path();
      expect((await download).suggestedFilename()).toBe("wss-setup-root.crt");
      const onDisk = join(world.folder, "var/lib/wss-setup-www/wss-setup-root.crt");
      expect(readFileSync(file)).toEqual(readFileSync(onDisk));
      await page.click("text=Test again");
      await page.waitForSelector("#test.good");
    });
    expect(seen.headline).toBe("Connected");
    expect(seen.lines).toMatch(/opened in \d+ ms\.The message came back, after \d+ ms\./);
    expect(seen.complaints).toEqual([]);
  });

  it("asks a Substrate node for its chain, beside a page of the node's own", async () => {
    const backend = await startTestBackend({ substrate: true });
    onTestFinished(() => backend.close());
    const world = await endpoint({ backend: `ws://127.0.0.1:${backend.port}` });
    const seen = await look(world, "/.wss-setup/", "good", async (page) => {
      const encoded = encodeURIComponent(`wss://localhost:${world.environment.ports.https}`);
      expect(await page.getAttribute("#apps", "href")).toBe(`https://polkadot.js.org/apps/?rpc=${encoded}`);
    });
    expect(seen.lines).toMatch(/A Substrate node of the chain Development, after \d+ ms\./);
  });

  it("says when the server behind the address is down", async () => {
    const backend = await startTestBackend();
    const world = await endpoint({ backend: `ws://127.0.0.1:${backend.port}` });
    await backend.close();
    const { headline, lines } = await look(world, "/", "bad");
    expect(headline).toBe("No connection: the server behind this address does not answer");
    expect(lines).toBe("Whoever runs it has to start it.");
  });

  it("says when there are too many connections, among what else may be the reason", async () => {
    const world = await endpoint({ limits: { connectionsPerIp: 1 } });
    const { https: port } = world.environment.ports;
    const [ip, host] = ["::1", "localhost"];
    const held = await Promise.all([ip, "127.0.0.1"].map((each) => openWebSocket({ ip: each, port, host })));
    expect(held.map(({ status }) => status)).toEqual([101, 101]);
    const { lines } = await look(world, "/", "bad");
    expect(lines).toMatch(/Too many connections from your address/);
    expect(lines).toMatch(/trust the root, as it says below/);
    for (const socket of held) if ("close" in socket) await socket.close();
  });
});

/** As a browser opens the bare address of the box, or as a program does. */
function get(box: Box, path: string, accept: string) {
  return httpGet({ ip: box.ip4, host: name, path, headers: { Accept: accept } });
}

inBoxes("the landing page of a box", () => {
  it("is seen by browsers when the backend is down, offers the root, and goes when it is turned off", async () => {
    await withBox({}, async (box) => {
      const before = await box.snapshot();
      await setUp(box, "certificate: { source: own-ca }\n");
      expect((await get(box, "/", "text/html")).headers["content-type"]).toBe("application/json");
      const page = await get(box, "/.wss-setup/", "*/*");
      expect(page).toMatchObject({ status: 200, headers: { "content-type": "text/html; charset=utf-8" } });
      expect(page.body).toContain(`<h1 id="name">${name}</h1>`);
      for (const end of ["crt", "der", "pem"]) {
        expect(page.body).toContain(`href="/.wss-setup/wss-setup-root.${end}"`);
        expect((await get(box, `/.wss-setup/wss-setup-root.${end}`, "*/*")).status, end).toBe(200);
      }

      await box.run(["systemctl", "stop", "test-backend-9944"]);
      expect(await get(box, "/", "text/html")).toMatchObject({ status: 200, body: page.body });
      expect((await get(box, "/", "*/*")).status).toBe(502);
      expect(exits(0, await plan(box)).stdout).toMatch(/^Nothing to do/);
      await box.run(["systemctl", "start", "test-backend-9944"]);
      await box.listens(9944);

      await setUp(box, "certificate: { source: self-signed }\nlandingPage: false\n");
      // The root and its copies stay for a way back; the page does not.
      expect(await box.run(["ls", "/var/lib/wss-setup-www"])).not.toContain("index.html");
      expect((await get(box, "/.wss-setup/", "*/*")).body).not.toContain(`<h1 id="name">`);
      exits(0, await box.wssSetup(["remove", "--yes"]));
      await expectAsBefore(box, before);
    });
  });
});
