import { expect } from "vitest";
import type { ProxyId } from "../../../../src/core/answers.ts";
import type { Proxy as ProxyPlugin } from "../../../../src/proxies/proxy.ts";
import type { Box } from "../../../helpers/box/box.ts";
import { expectUntouched } from "../../helpers/as-before.ts";
import { answersFile, exits, name } from "../../helpers/endpoint.ts";
import { withBox } from "../../helpers/in-boxes.ts";
import { plainly } from "../answers.ts";
import type { Check } from "../check.ts";

/** A file of the operator's. */
type OperatorFile = { readonly path: string; readonly text: string };

/** With it the proxy's own test fails. */
const faults: Readonly<Partial<Record<ProxyId, readonly OperatorFile[]>>> = {
  nginx: [
    { path: "/etc/nginx/conf.d/operator.conf", text: "map $host $operator {\n# not closed\n" },
    {
      path: "/etc/nginx/conf.d/operator.conf",
      text: "server { listen 8081 default_server; }\nserver { listen 8081 default_server; server_name b; }\n",
    },
  ],
  apache: [{ path: "/etc/apache2/conf-enabled/operator.conf", text: "NoSuchDirective on\n" }],
  haproxy: [{ path: "/etc/haproxy/haproxy.cfg", text: "global\n\tnosuchword\n" }],
  caddy: [{ path: "/etc/caddy/Caddyfile", text: "{\n\tnosuchoption\n}\n" }],
};

/** With it our name is served already. */
const namesakes: Readonly<Partial<Record<ProxyId, OperatorFile>>> = {
  nginx: { path: "/etc/nginx/conf.d/operator.conf", text: `server { listen 80; server_name ${name}; }\n` },
  apache: {
    path: "/etc/apache2/sites-enabled/operator.conf",
    text: `<VirtualHost *:80>\n\tServerName ${name}\n\tDocumentRoot /var/www\n</VirtualHost>\n`,
  },
  caddy: { path: "/etc/caddy/Caddyfile", text: `http://${name} {\n\trespond "operator"\n}\n` },
};

export const badInput: readonly Check[] = [
  {
    title: "what is in the way on the box is told in one line, and nothing is touched",
    run: async ({ proxy, suite }) => {
      await withBox({ suite }, async (box) => {
        await box.writeFile(answersFile, JSON.stringify({ ...plainly, proxy: proxy.id }));
        await unknownPackage(box, proxy);
        await masked(box, proxy);
        await takenPorts(box, proxy);
        if (proxy.packages.length === 0) return;
        await box.run(
          ["apt-get", "install", "-y", "-qq", "--no-install-recommends", ...proxy.packages.slice(0, 1)],
          {
            env: { DEBIAN_FRONTEND: "noninteractive" },
          },
        );
        for (const fault of faults[proxy.id] ?? [])
          await refusedBeside(box, fault, new RegExp(proxy.title, "i"));
        const namesake = namesakes[proxy.id];
        if (namesake !== undefined)
          await refusedBeside(box, namesake, new RegExp(`${name}.*${namesake.path}`));
      });
    },
  },
];

async function refused(box: Box, says: RegExp): Promise<void> {
  const before = await box.snapshot();
  const { stdout, stderr } = exits(64, await box.wssSetup(["apply", "-a", answersFile, "--yes"]));
  expect(stdout).toBe("");
  const lines = stderr.split("\n").filter((line) => line.startsWith("wss-setup: "));
  expect(lines, stderr).toHaveLength(1);
  expect(lines[0]).toMatch(says);
  await expectUntouched(box, before);
}

async function refusedBeside(box: Box, { path, text }: OperatorFile, says: RegExp): Promise<void> {
  const kept = (await box.exec(["cat", path])).stdout;
  await box.writeFile(path, text);
  await refused(box, says);
  if (kept === "") await box.run(["rm", path]);
  else await box.writeFile(path, kept);
}

async function unknownPackage(box: Box, { packages }: ProxyPlugin): Promise<void> {
  const [wanted] = packages;
  if (wanted === undefined) return;
  const index = "/srv/apt/Packages";
  const all = await box.readFile(index);
  const others = all.split("\n\n").filter((entry) => !entry.startsWith(`Package: ${wanted}\n`));
  const offer = async (text: string) => {
    await box.writeFile(index, text);
    await box.run(["apt-get", "update", "-qq"]);
  };
  await offer(others.join("\n\n"));
  await refused(box, new RegExp(`\\b${wanted}\\b.*apt`));
  await offer(all);
}

async function masked(box: Box, { unit }: ProxyPlugin): Promise<void> {
  await box.run(["systemctl", "mask", "--quiet", `${unit}.service`]);
  await refused(box, new RegExp(`${unit} is masked`));
  await box.run(["systemctl", "unmask", "--quiet", `${unit}.service`]);
}

async function takenPorts(box: Box, { title }: ProxyPlugin): Promise<void> {
  for (const port of [80, 443]) {
    const script = `require("node:http").createServer().listen(${port}, () => console.log(process.pid + "\\n"))`;
    const holder = box.spawn(["/opt/node24/bin/node", "-e", script]);
    const pid = Number.parseInt(await holder.printed(/^\d+\n/), 10);
    await refused(box, new RegExp(`${port}\\b.*node.*\\b${pid}\\b.*${title}`));
    await box.run(["kill", String(pid)]);
    await holder.done;
  }
}
