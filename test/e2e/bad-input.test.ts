import { expect, it } from "vitest";
import type { Box } from "../helpers/box/box.ts";
import { expectUntouched } from "./helpers/as-before.ts";
import { answersFile, exits, setUp } from "./helpers/endpoint.ts";
import { inBoxes, withBox } from "./helpers/in-boxes.ts";

const least = { backend: "ws://127.0.0.1:9944", names: ["node.example.com"] };

/** What is wrong with each, by the flag that gives it: flag, value, and what the line about it names. */
const flags: readonly (readonly [flag: string, value: string, says: RegExp])[] = [
  ["name", "a.example\nb.example", /--name/],
  ["name", 'a".example', /--name/],
  ["name", "a'.example", /--name/],
  ["name", "a.example;", /--name/],
  ["name", "a.example}", /--name/],
  ["name", "$host.example", /--name/],
  ["name", "-a.example", /--name/],
  ["name", `${"a".repeat(64)}.example`, /--name.*63/],
  ["name", `${"a.".repeat(124)}example`, /--name.*253/],
  ["name", "under_score.example", /--name/],
  ["name", "*.example.com", /--name/],
  ["name", "node.example.com.", /--name/],
  ["name", "127.1", /--name/],
  ["name", "0x7f.1", /--name/],
  ["name", "wss://node.example.com", /--name/],
  ["name", "", /--name/],
  ["name", "\u0430pple.example", /--name.*xn--pple-43d\.example/],
  ["backend", "ws://127.0.0.1:0", /--backend/],
  ["backend", "ws://127.0.0.1:65536", /--backend/],
  ["backend", "ws://127.0.0.1:80a", /--backend/],
  ["backend", "ws://127.0.0.1:9944;", /--backend/],
  ["backend", "ws://a b:9944", /--backend/],
  ["backend", "ftp://127.0.0.1:21", /--backend/],
  ["backend", "wss://node.example.com", /--backend/],
  ["backend", "127.0.0.1", /--backend/],
  ["origin", "https://a.example/path", /--origin/],
  ["origin", 'https://a"b.example', /--origin/],
  ["email", "--help@b.com", /--email/],
  ["proxy", "ngnix", /--proxy.*nginx/],
  ["certificate", "selfsigned", /--certificate.*self-signed/],
  ["dhparam", "ffdhe1024", /--dhparam/],
  ["connections-per-ip", "0", /--connections-per-ip/],
  ["connections-per-ip", "many", /--connections-per-ip/],
  ["days", "-1", /--days/],
  ["idle-timeout", "1 day", /--idle-timeout/],
  ["firewall", "pf", /--firewall/],
];

/** What is wrong with each file. */
const files: readonly (readonly [title: string, text: string, says: RegExp])[] = [
  ["a NUL in a name", '{"backend": "ws://127.0.0.1:9944", "names": ["a\\u0000.example"]}', /names\[0\]/],
  ["a newline in a name", '{"backend": "ws://127.0.0.1:9944", "names": ["a\\n.example"]}', /names\[0\]/],
  ["an unknown key", "backend: ws://127.0.0.1:9944\nname: [a.example]\n", /name\b.*names/],
  ["an unknown key in a group", yaml("limits: { connectionPerIp: 3 }"), /connectionPerIp.*connectionsPerIp/],
  ["a number where a word belongs", yaml("proxy: 7"), /proxy/],
  ["no YAML", "backend: ws://127.0.0.1:9944\nnames: [a.example\nproxy: nginx\n", /line \d+.*column \d+/],
  ["a list", "- a\n", new RegExp(answersFile)],
  ["no names", "backend: ws://127.0.0.1:9944\n", /names/],
  ["an empty list of names", "backend: ws://127.0.0.1:9944\nnames: []\n", /names/],
  ["no backend", "names: [node.example.com]\n", /backend/],
  ["certbot without the terms", yaml("certificate: { source: certbot }"), /certificate/],
];

inBoxes("bad input", () => {
  it("from a flag or the file exits 64 with one line that names the field; nothing is touched", async () => {
    await withBox({}, async (box) => {
      const before = await box.snapshot();
      const wrong: string[] = [];
      const look = async (what: string, args: readonly string[], says: RegExp) => {
        const result = await box.wssSetup(["apply", "--yes", ...args]);
        const lines = result.stderr.split("\n").filter((line) => /^wss-setup: /.test(line));
        const clear = result.stdout === "" && !/^\s+at |undefined|\[object/m.test(result.stderr);
        if (result.code === 64 && clear && lines.length === 1 && says.test(lines[0] ?? "")) return;
        wrong.push(`${what}: exit code ${result.code}\n${result.stderr}${result.stdout}`);
      };
      await box.writeFile(answersFile, JSON.stringify(least));
      for (const [flag, value, says] of flags) {
        await look(`--${flag}=${JSON.stringify(value)}`, ["-a", answersFile, `--${flag}=${value}`], says);
      }
      for (const [title, text, says] of files) {
        await box.writeFile(answersFile, text);
        await look(title, ["-a", answersFile], says);
      }
      await look("no such file", ["-a", "/srv/missing.yaml"], /\/srv\/missing\.yaml/);
      await look("no answers at all", [], /names|backend/);
      await look("an unknown flag", ["--nam=a.example"], /--nam.*--name/);
      expect(wrong.join("\n\n")).toBe("");
      await expectUntouched(box, before);
    });
  });

  it("a name in another script is no bad input: the plan shows what it is in DNS", async () => {
    await withBox({}, async (box) => {
      await box.writeFile(answersFile, JSON.stringify({ ...least, names: ["münchen.example"] }));
      const { stdout } = exits(2, await box.wssSetup(["plan", "-a", answersFile]));
      expect(stdout).toContain("xn--mnchen-3ya.example");
    });
  });

  it("without --yes, and for a verb or a format there is none of", async () => {
    await withBox({}, async (box) => {
      const before = await box.snapshot();
      await box.writeFile(answersFile, JSON.stringify(least));
      const said = async (...args: readonly string[]) => exits(64, await box.wssSetup(args)).stderr;
      expect(await said("apply", "-a", answersFile)).toContain("--yes");
      expect(await said("undo")).toContain("--yes");
      expect(await said("remove")).toContain("--yes");
      expect(await said("aply")).toContain("apply");
      expect(await said("plan", "-a", answersFile, "--format", "xml")).toContain("--format");
      const { stdout } = exits(64, await box.wssSetup(["apply", "--json", "-a", answersFile]));
      expect(JSON.parse(stdout)).toMatchObject({ ok: false, exitCode: 64 });
      await expectUntouched(box, before);
    });
  });

  it("what is in the way on the box is named, and nothing is touched", async () => {
    await withBox({}, async (box) => {
      await box.run(["systemctl", "mask", "--quiet", "nginx.service"]);
      const before = await box.snapshot();
      await box.writeFile(answersFile, JSON.stringify(least));
      const { stderr } = exits(64, await box.wssSetup(["apply", "--yes", "-a", answersFile]));
      expect(stderr).toMatch(/nginx is masked.*\n.*systemctl unmask nginx/);
      await expectUntouched(box, before);
      await box.run(["systemctl", "unmask", "--quiet", "nginx.service"]);

      await setUp(box);
      await box.writeFile("/etc/nginx/conf.d/operator.conf", "map $host $operator {\n# not closed\n");
      const configured = await box.snapshot();
      await box.writeFile(answersFile, JSON.stringify({ ...least, redirectHttp: false }));
      const broken = await box.wssSetup(["apply", "--yes", "-a", answersFile]);
      expect(exits(64, broken).stderr).toContain("operator.conf");
      await expectUntouched(box, configured);
    });
  });

  it("a port that another program has is named with that program, and nothing is touched", async () => {
    await withBox({}, async (box) => {
      await box.writeFile(answersFile, JSON.stringify(least));
      for (const port of [80, 443]) {
        const holder = await hold(box, port);
        const before = await box.snapshot();
        const { stderr } = exits(64, await box.wssSetup(["apply", "--yes", "-a", answersFile]));
        expect(stderr).toMatch(new RegExp(`${port}\\b.*node.*\\b${holder.pid}\\b`));
        await expectUntouched(box, before);
        await box.run(["kill", String(holder.pid)]);
        await holder.gone;
      }
    });
  });
});

function yaml(more: string): string {
  return `backend: ws://127.0.0.1:9944\nnames: [node.example.com]\n${more}\n`;
}

/** A program that listens on the port, with its process id in the box. */
async function hold(
  box: Box,
  port: number,
): Promise<{ readonly pid: number; readonly gone: Promise<unknown> }> {
  const script = `require("node:http").createServer().listen(${port}, () => console.log(process.pid + "\\n"))`;
  const running = box.spawn(["/opt/node24/bin/node", "-e", script]);
  return { pid: Number.parseInt(await running.printed(/^\d+\n/), 10), gone: running.done };
}
