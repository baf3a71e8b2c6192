import { setTimeout as pause } from "node:timers/promises";
import { expect, it } from "vitest";
import type { Box } from "../helpers/box/box.ts";
import type { Snapshot } from "../helpers/box/snapshot.ts";
import { diffSnapshots } from "../helpers/box/snapshot-diff.ts";
import { type OpenWebSocket, openWebSocket } from "../helpers/client/websocket.ts";
import { expectAsBefore, expectUntouched } from "./helpers/as-before.ts";
import { expectEchoFromOutside, fingerprintOnDisk, name, setUp, siteFile } from "./helpers/endpoint.ts";
import { inBoxes, withBox } from "./helpers/in-boxes.ts";
import { choose, leave } from "./helpers/menu.ts";
import { openTerminal, type TerminalInBox } from "./helpers/terminal-in-box.ts";
import { reviewed, walkToReview } from "./helpers/walk.ts";

/** The guide on a configured box, its state looked at. */
async function openMenu(box: Box): Promise<TerminalInBox> {
  const terminal = await openTerminal(box, []);
  await terminal.until(/Files +all as wss-setup left them/);
  return terminal;
}

async function opened(box: Box, family: 4 | 6): Promise<OpenWebSocket> {
  const socket = await openWebSocket({ ip: family === 4 ? box.ip4 : box.ip6, host: name });
  if (!("ask" in socket)) throw new Error(`The handshake was answered with ${socket.status}.`);
  return socket;
}

/** Sockets that send something and wait for it, over and over, until they are told to stop. */
function keepTalking(sockets: readonly OpenWebSocket[]): { stop(): Promise<readonly number[]> } {
  let talking = true;
  const talks = sockets.map(async (socket) => {
    let said = 0;
    for (; talking; said += 1) {
      expect(await socket.ask(`message ${said}`)).toBe(`message ${said}`);
      // A message every 20 ms from each: the two ends share the machine's cores with what is tested.
      await pause(20);
    }
    return said;
  });
  const all = Promise.all(talks);
  all.catch(() => {});
  return {
    stop: () => {
      talking = false;
      return all;
    },
  };
}

/** Everything that differs from the snapshot, but for the journal and its backups. */
async function changedPaths(box: Box, since: Snapshot): Promise<readonly string[]> {
  return diffSnapshots(since, await box.snapshot())
    .map((line) => line.replace(/^. /, "").replace(/ \(.*$/, ""))
    .filter((line) => !line.startsWith("/var/lib/wss-setup/"));
}

inBoxes("the menu of a configured box", () => {
  it("shows its state, and rotates under 50 live WebSockets without dropping one", async () => {
    await withBox({}, async (box) => {
      await setUp(box, "limits: { handshakesPerSecond: 100, burst: 100 }\n");
      const old = await fingerprintOnDisk(box);
      const sockets = await Promise.all(
        Array.from({ length: 50 }, (_, place) => opened(box, place % 2 ? 4 : 6)),
      );
      const talk = keepTalking(sockets);

      const terminal = await openMenu(box);
      const seen = await terminal.screen();
      expect(seen).toMatch(/✓ {2}Endpoint +wss:\/\/node\.example\.com: upgraded, a ping came back/);
      expect(seen).toMatch(/✓ {2}Certificate +self-signed, 36\d days left/);
      expect(seen).toMatch(/✓ {2}Proxy +nginx, 50 open connections/);
      await choose(terminal, 1, "Status");
      const status = await terminal.until(/IPv6 .*:443/);
      expect(status).toMatch(/✓ {2}IPv4 .*TLS 1\.3, the certificate is the one on disk/);
      await terminal.press("Enter");
      await terminal.until(/› Status/);

      await choose(terminal, 2, "Rotate");
      await terminal.until(reviewed);
      await terminal.press("Enter");
      await terminal.until(/The new certificate is in place and proven/, 60);
      expect(await leave(terminal)).toBe(0);

      const said = await talk.stop();
      expect(said).toHaveLength(50);
      expect(Math.min(...said)).toBeGreaterThan(20);
      expect(await fingerprintOnDisk(box)).not.toBe(old);
      await expectEchoFromOutside(box);
      await Promise.all(sockets.map((socket) => socket.close()));
    });
  });

  it("changes just what another limit needs, takes that back, and removes all once the name is typed", async () => {
    await withBox({}, async (box) => {
      const empty = await box.snapshot();
      await setUp(box);
      const first = await box.snapshot();
      const socket = await opened(box, 4);

      const change = await openMenu(box);
      await choose(change, 3, "Change");
      await change.until(/This box is ready|Looking at/);
      expect(await change.screen()).not.toContain("Go on where you left off");
      await change.press("C-r");
      await change.until(/Nothing to do/);
      await change.press("Tab");
      await change.until(/Your answers/);
      await change.press("6");
      await change.until(/How shall/);
      await change.press("Right");
      await change.until(/Open connections per address +100/);
      await change.press("Enter");
      const review = await change.until(reviewed);
      expect(review).toContain("3 changes: 0 to add, 3 to change, 0 to remove");
      await change.press("Enter");
      await change.until(/Your endpoint works/, 60);
      expect(await leave(change)).toBe(0);
      expect(await changedPaths(box, first)).toEqual([siteFile, "/etc/wss-setup/answers.yaml"]);
      expect(await socket.ask("still here")).toBe("still here");

      const undo = await openMenu(box);
      await choose(undo, 5, "Undo");
      await undo.until(/Take back the last run/);
      await undo.press("Enter");
      await undo.until(/Taken back/, 60);
      expect(await leave(undo)).toBe(0);
      expect(await changedPaths(box, first)).toEqual([]);
      expect(await socket.ask("still here")).toBe("still here");
      await socket.close();

      const configured = await box.snapshot();
      const remove = await openMenu(box);
      await choose(remove, 6, "Remove");
      const asked = await remove.until(/Type its name, node\.example\.com, to go on/);
      expect(asked).toContain("-  service nginx");
      await remove.press("node.example.org", "Enter");
      await remove.until(/Type node\.example\.com first/);
      await expectUntouched(box, configured);
      await remove.press("C-w", "node.example.com");
      await remove.until(/› node\.example\.com$/m);
      await remove.press("Enter");
      await remove.until(/Taken back/, 60);
      expect(await leave(remove)).toBe(0);
      await expectAsBefore(box, empty);
    });
  });
});

/** A run of the guide that was killed where its packages are being installed. */
async function killAmidApply(box: Box): Promise<void> {
  const terminal = await openTerminal(box, []);
  await walkToReview(terminal);
  await terminal.press("Enter");
  await terminal.until(/Unpacking|Setting up/);
  await box.run(["pkill", "-KILL", "-f", "^/opt/node24/bin/node /opt/wss-setup/launcher.cjs"]);
  await terminal.hangUp();
}

inBoxes("the menu after a run that was killed in the middle", () => {
  it("goes on to a proven endpoint, which undo takes back to what was there before both", async () => {
    await withBox({}, async (box) => {
      const before = await box.snapshot();
      await killAmidApply(box);
      const terminal = await openTerminal(box, []);
      await terminal.until(/✗ {2}Unfinished +the last run was cut off in the middle/);
      await terminal.until(/› Go on/);
      await terminal.press("Enter");
      await terminal.until(/Enter apply/);
      await terminal.press("Enter");
      expect(await terminal.until(/Your endpoint works/, 60)).toContain(`wss://${box.ip4}`);
      expect(await leave(terminal)).toBe(0);

      const menu = await openMenu(box);
      expect(await menu.screen()).not.toContain("cut off");
      await choose(menu, 5, "Undo");
      await menu.until(/Take back the last run/);
      await menu.press("Enter");
      await menu.until(/Taken back/, 60);
      expect(await leave(menu)).toBe(0);
      await expectAsBefore(box, before);
    });
  });

  it("undoes it: the box is as before", async () => {
    await withBox({}, async (box) => {
      const before = await box.snapshot();
      await killAmidApply(box);
      const terminal = await openTerminal(box, []);
      await terminal.until(/› Go on/);
      await choose(terminal, 2, "Undo it");
      await terminal.until(/Take back the last run/);
      await terminal.press("Enter");
      await terminal.until(/Taken back/, 60);
      expect(await leave(terminal)).toBe(0);
      await expectAsBefore(box, before);
    });
  });
});
