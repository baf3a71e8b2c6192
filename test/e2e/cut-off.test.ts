import { expect, it } from "vitest";
import type { Box } from "../helpers/box/box.ts";
import { until } from "../helpers/box/machine.ts";
import { cellsOf } from "../helpers/matrix.ts";
import { expectAsBefore, expectUntouched } from "./helpers/as-before.ts";
import { inBoxes, withBox } from "./helpers/in-boxes.ts";
import { openTerminal, type TerminalInBox } from "./helpers/terminal-in-box.ts";
import { typedIn, walkToNames, walkToReview } from "./helpers/walk.ts";

const program = "^/opt/node24/bin/node /opt/wss-setup/launcher.cjs";

/** Waits until the terminal is the shell's again; fails unless a paste comes without brackets and is run as it is. */
async function expectSane(terminal: TerminalInBox): Promise<void> {
  await expect.poll(() => terminal.state()).toEqual({ cursor: true, ownScreen: false, lines: true });
  await terminal.paste("clear && echo pasted\n");
  await terminal.until(/^pasted$/m);
}

/** Waits until nothing of wss-setup runs in the box. */
async function gone(box: Box): Promise<void> {
  const ended = async () => ((await box.exec(["pgrep", "-f", program])).code === 1 ? true : undefined);
  await until("the end of wss-setup", ended, 60_000);
}

/** Makes the program throw amid its work at USR2, as a mistake in it would. */
const throwing = 'process.on("SIGUSR2", () => { throw new Error("a mistake of ours"); });\n';
const throwFile = "/srv/throw.mjs";

/** A shell that comes up only once the guide has changed the terminal, which those that watch over it have as fd 3. */
const lateShell = `#!/bin/bash
[ -t 3 ] && until stty -a <&3 | grep -q -e -icanon; do sleep 0.01; done
exec /bin/sh "$@"
`;

inBoxes("the guide, cut off while a name is typed", () => {
  const cells = cellsOf("signals to the guide while it asks");

  cells.each(
    [
      { signal: "ABRT", said: /^(?!.*What name)/s },
      { signal: "SEGV", said: /^(?!.*What name)/s },
      { signal: "TERM", said: /^exit code 0$/m },
      { signal: "INT", said: /^exit code 0$/m },
      { signal: "USR2", said: /^Our mistake: a mistake of ours\n[\s\S]*^exit code 1$/m },
    ],
    ({ signal }) => signal === "ABRT" || signal === "TERM",
  )("by $signal: the terminal is sane and nothing was changed", async ({ signal, said }) => {
    await withBox({}, async (box) => {
      await box.writeFile(throwFile, throwing);
      await box.writeFile("/srv/late/sh", lateShell, "0755");
      const before = await box.snapshot();
      const env = { NODE_OPTIONS: `--import=${throwFile}`, PATH: "/srv/late:/usr/sbin:/usr/bin:/sbin:/bin" };
      const terminal = await openTerminal(box, ["--dry-run"], { env });
      await walkToNames(terminal);
      await terminal.press("rpc.exam");
      await terminal.until(/rpc\.exam/);
      expect(await terminal.state()).toEqual({ cursor: true, ownScreen: true, lines: false });
      await box.run(["pkill", `-${signal}`, "-f", program]);
      await gone(box);
      const left = await terminal.until(said);
      expect(left).not.toMatch(/^ +at /m);
      await expectSane(terminal);
      await expectUntouched(box, before);
    });
  });

  cells.rest("by a lost connection: the next start offers to go on with it", async () => {
    await withBox({}, async (box) => {
      const before = await box.snapshot();
      const lost = await openTerminal(box, []);
      await walkToNames(lost);
      await lost.press("rpc.example.com");
      await lost.until(/rpc\.example\.com/);
      await lost.hangUp();
      await gone(box);
      expect(await box.run(["stat", "-c", "%a %U", "/var/lib/wss-setup/draft.yaml"])).toBe("600 root\n");

      const terminal = await openTerminal(box, []);
      await terminal.until(/› Go on where you left off +your answers up to names are kept/);
      await terminal.press("Enter");
      expect(typedIn(await terminal.until(/What name/))).toBe("rpc.example.com");
      await terminal.press("C-c");
      await terminal.until(/Leave\?/);
      await terminal.press("Down", "Down");
      await terminal.until(/› Forget them/);
      await terminal.press("Enter");
      expect(await terminal.ended()).toBe(0);
      await expectUntouched(box, before);
    });
  });
});

/** A run whose packages are being installed. */
async function amidApply(box: Box): Promise<TerminalInBox> {
  const terminal = await openTerminal(box, [], { env: { NODE_OPTIONS: `--import=${throwFile}` } });
  await walkToReview(terminal);
  await terminal.press("Enter");
  await terminal.until(/Unpacking|Setting up/);
  return terminal;
}

inBoxes("the guide, cut off in the middle of Apply", () => {
  const cells = cellsOf("signals to the guide while it applies");

  cells.sampled("by a lost connection: everything is taken back", async () => {
    await withBox({}, async (box) => {
      await box.writeFile(throwFile, throwing);
      const before = await box.snapshot();
      const terminal = await amidApply(box);
      await terminal.hangUp();
      await gone(box);
      expect((await box.exec(["dpkg", "-s", "nginx"])).code).toBe(1);
      await expectAsBefore(box, before);
    });
  });

  cells.each(
    [
      { signal: "TERM", said: /Everything was taken back/ },
      { signal: "USR2", said: /^Our mistake: a mistake of ours/m },
    ],
    () => false,
  )(
    "by $signal: everything is taken back, exit code 1, and the terminal is sane",
    async ({ signal, said }) => {
      await withBox({}, async (box) => {
        await box.writeFile(throwFile, throwing);
        const before = await box.snapshot();
        const terminal = await amidApply(box);
        await box.run(["pkill", `-${signal}`, "-f", program]);
        expect(await terminal.ended()).toBe(1);
        expect(await terminal.screen()).toMatch(said);
        await expectSane(terminal);
        await expectAsBefore(box, before);
      });
    },
  );
});

/** Records what it was asked for, and runs it with the rights that there are. */
const sudo = ["#!/bin/sh", 'printf "%s\\n" "$@" > /srv/sudo/argv', "shift", 'exec "$@"', ""].join("\n");

inBoxes("the guide of an ordinary user", () => {
  it("says so on its first screen, and Enter goes on under sudo with the same arguments", async () => {
    await withBox({}, async (box) => {
      await box.writeFile("/usr/local/bin/sudo", sudo, "0755");
      await box.run(["install", "-d", "-o", "nobody", "/srv/sudo"]);
      const args = ["--name", "rpc.example.com", "--firewall", "none"];
      const terminal = await openTerminal(box, args, { user: "nobody", env: { HOME: "/srv/sudo" } });
      const seen = await terminal.until(/Rights +you are not root/);
      expect(seen).toContain("This box is not ready yet.");
      expect(seen).toMatch(/Enter go on under sudo/);
      await terminal.press("Enter");
      await until("sudo to be asked", async () =>
        (await box.exec(["test", "-s", "/srv/sudo/argv"])).code === 0 ? true : undefined,
      );
      const argv = (await box.readFile("/srv/sudo/argv")).trimEnd().split("\n");
      expect(argv).toEqual(["--", "/opt/node24/bin/node", "/opt/wss-setup/launcher.cjs", ...args]);
      // What sudo started is the guide again, on the same terminal.
      await terminal.until(/Rights +you are not root/);
      await terminal.press("C-c");
      await terminal.until(/Leave\?/);
      await terminal.press("C-c");
      expect(await terminal.ended()).toBe(0);
      await expectSane(terminal);
    });
  });

  it("without sudo: 77 and how to become root, also when Enter was typed before anything was found", async () => {
    await withBox({}, async (box) => {
      const terminal = await openTerminal(box, [], { user: "nobody" });
      await terminal.press("Enter");
      expect(await terminal.ended()).toBe(77);
      const seen = await terminal.screen();
      expect(seen).toContain("there is no sudo here");
      expect(seen).toContain("log in as root, then: wss-setup");
      await expectSane(terminal);
    });
  });
});
