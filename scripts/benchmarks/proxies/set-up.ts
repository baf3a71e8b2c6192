import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { ProxyId } from "../../../src/core/answers.ts";
import { proxyById } from "../../../src/proxies/index.ts";
import { nodeInBox } from "../../../test/helpers/box/backend.ts";
import type { Box } from "../../../test/helpers/box/box.ts";
import type { Contender } from "./contender.ts";
import { guides, makePair } from "./guides/guides.ts";
import { runOurs } from "./run-ours.ts";

/** The name that clients ask for; the guides' files have it too. */
export const endpointName = "node.example.com";

const backendUnit = "bench-backend";

/** What wss-setup is told: its defaults, but for limits that no load reaches. They are counted all the same. */
function answersFor(proxy: ProxyId, key: Contender["key"]): string {
  return `backend: ws://127.0.0.1:9944
names: [${endpointName}]
proxy: ${proxy}
certificate: { source: self-signed, key: ${key} }
limits: { connectionsPerIp: 50000, handshakesPerSecond: 50000, burst: 50000 }
`;
}

/** Makes a fresh box what the contender says. @returns the unit that carries the connections, without `.service` */
export async function setUp(box: Box, { way, proxy, key }: Contender): Promise<string> {
  await startBackend(box);
  if (proxy === undefined) return backendUnit;
  return way === "guide" ? followGuide(box, proxy) : applyOurs(box, proxy, key);
}

async function startBackend(box: Box): Promise<void> {
  await box.copyIn(fileURLToPath(new URL("backend", import.meta.url)), "/opt/bench");
  const quiet = "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON";
  const unit = `[Service]
ExecStart=${nodeInBox} ${quiet} /opt/bench/main.ts
LimitNOFILE=infinity
`;
  await box.writeFile(`/etc/systemd/system/${backendUnit}.service`, unit);
  await box.run(["systemctl", "start", backendUnit]);
  await box.listens(9944);
}

async function followGuide(box: Box, proxy: ProxyId): Promise<string> {
  const guide = guides[proxy];
  if (guide === undefined) throw new Error(`There is no guide for ${proxy}.`);
  const { packages, unit, file, commands } = guide;
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await box.run(["apt-get", "install", "-y", "-qq", "openssl", ...packages], { env, timeout: 300_000 });
  for (const argv of makePair) await box.run(argv);
  const text = readFileSync(new URL(`guides/${file.from}`, import.meta.url), "utf8");
  const before = file.append === true ? await box.readFile(file.to) : "";
  await box.writeFile(file.to, before + text);
  for (const argv of commands) await box.run(argv);
  await box.listens(443);
  return unit;
}

async function applyOurs(box: Box, proxy: ProxyId, key: Contender["key"]): Promise<string> {
  await box.writeFile("/srv/answers.yaml", answersFor(proxy, key));
  await runOurs(box, ["apply", "-a", "/srv/answers.yaml", "--yes"]);
  return proxyById(proxy).unit;
}
