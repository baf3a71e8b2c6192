import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { ChildProcess } from "../../../src/host/child-process.ts";
import { startTestBackend } from "../../helpers/backend/server.ts";
import { command } from "../../helpers/box/command.ts";
import { openWebSocket } from "../../helpers/client/websocket.ts";
import { cli } from "./running-embedded.ts";
import { configFile, type RunningServer, runServer } from "./running-server.ts";

const program = [process.execPath, cli, "embedded-server"];

/** Another server with the configuration of this one, on another address, that was handed its pair over. */
async function withHandedPair(server: RunningServer) {
  const folder = join(server.folder, "handed");
  mkdirSync(folder);
  const config = JSON.parse(readFileSync(join(server.folder, configFile), "utf8"));
  config.listen = { addresses: ["127.0.0.2"], https: server.ports.https };
  config.tls.certificateFile = "/root/not-readable.pem";
  config.tls.keyFile = "/root/not-readable.key";
  writeFileSync(join(server.folder, "etc/handed.json"), JSON.stringify(config));
  const handOver = () => {
    const [key, certificate] = ["etc/key.pem", "etc/cert.pem"].map((file) =>
      readFileSync(join(server.folder, file), "utf8"),
    );
    writeFileSync(join(folder, "pair.pem"), `${key}\n${certificate}`);
  };
  handOver();
  const control = join(folder, "control");
  const where = ["--root", server.folder, "--handed", "/handed", "--control", control];
  const child = await ChildProcess.start(
    [...program, ...where, "--attended", "/etc/handed.json"],
    join(folder, "log"),
  );
  onTestFinished(() => child.stop());
  expect(await child.nextLine()).toBe("ready");
  const reload = () => command([...program, "--reload", control]);
  const served = async () => {
    const { ca: _, ...target } = server.target({ ip: "127.0.0.2" });
    return (await openWebSocket(target)).session?.fingerprint;
  };
  return { folder, control, handOver, reload, served, child };
}

it("a server serves the pair that was handed over, and takes up another one when it is asked to", async () => {
  const backend = await startTestBackend();
  onTestFinished(() => backend.close());
  const server = await runServer(backend.port);
  const { control, handOver, reload, served, folder, child } = await withHandedPair(server);
  const first = await served();
  expect(first).toBeDefined();
  expect(statSync(control).isSocket()).toBe(true);

  await server.renew();
  expect(await reload()).toMatchObject({ code: 0, stderr: "" });
  expect(await served()).toBe(first);
  handOver();
  expect(await reload()).toMatchObject({ code: 0, stderr: "" });
  const second = await served();
  expect(second).not.toBe(first);

  writeFileSync(join(folder, "pair.pem"), "no pair");
  const refused = await reload();
  expect(refused.code).toBe(1);
  expect(refused.stderr).toMatch(/^wss-setup embedded-server: refused: .+\n$/);
  expect(await served()).toBe(second);

  await child.stop();
  const alone = await reload();
  expect(alone.code).toBe(1);
  expect(alone.stderr).toMatch(/ENOENT|ECONNREFUSED/);
});
