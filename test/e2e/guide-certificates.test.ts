import { expect, it } from "vitest";
import type { Box } from "../helpers/box/box.ts";
import { certificateFile, fingerprintOnDisk } from "./helpers/endpoint.ts";
import { inBoxes, withBox } from "./helpers/in-boxes.ts";
import { openTerminal, type TerminalInBox } from "./helpers/terminal-in-box.ts";
import { looked, reviewed } from "./helpers/walk.ts";

const secret = "tr0ub4dor-and-three";

const titles = ["Let's Encrypt", "Self-signed", "Own CA", "My own files"];

/** To the question of the certificate, with one of its lines marked. */
async function walkToCertificate(terminal: TerminalInBox, title: string): Promise<void> {
  await terminal.until(looked);
  for (const question of [/Which WebSocket server/, /What name/, /Which proxy/, /Which certificate/]) {
    await terminal.press("Enter");
    await terminal.until(question);
  }
  // A digit marks its line wherever the mark is: it may still move by itself while names are looked up.
  await terminal.press(String(titles.indexOf(title) + 1));
  await terminal.until(new RegExp(`› ${title}`));
}

/** Every file that a run may have written, searched for a text. @returns those that hold it */
async function filesThatHold(box: Box, text: string): Promise<string> {
  const folders = ["/etc", "/var/lib", "/var/log", "/usr/local", "/run", "/tmp", "/root"];
  const { stdout } = await box.exec(["grep", "-rlaF", text, ...folders]);
  return stdout;
}

inBoxes("the guide and where a certificate comes from", () => {
  it("locks the root of an own CA with what is typed twice, and asks for it before a rotation", async () => {
    await withBox({}, async (box) => {
      const terminal = await openTerminal(box, []);
      await walkToCertificate(terminal, "Own CA");
      await terminal.press("Enter");
      await terminal.until(/Which passphrase/);
      await terminal.press(secret, "Tab", secret, "C-r");
      await terminal.until(reviewed);
      await terminal.press("Enter");
      const done = await terminal.until(/Your endpoint works/, 90);
      expect(done).toMatch(/certificate of your own CA, to \d+ \w+ \d{4}/);
      expect(await terminal.screen()).not.toContain(secret);
      await terminal.press("Enter");
      expect(await terminal.ended()).toBe(0);
      await terminal.hangUp();

      const key = await box.readFile("/etc/wss-setup/ca/root.key");
      expect(key).toContain("BEGIN ENCRYPTED PRIVATE KEY");
      expect(await filesThatHold(box, secret)).toBe("");
      const root = await box.run(["sha256sum", "/etc/wss-setup/ca/root.crt"]);
      const old = await fingerprintOnDisk(box);

      const again = await openTerminal(box, []);
      await again.until(/Files +all as wss-setup left them/);
      await again.press("2");
      await again.until(/› Rotate/);
      await again.press("Enter");
      await again.until(/Now: of your own CA, \d+ days left, for /);
      await again.press("Enter");
      await again.until(/What is the passphrase/);
      await again.press("wrong", "Enter");
      await again.until(/wrong passphrase, 2 tries left/);
      expect(await fingerprintOnDisk(box)).toBe(old);
      await again.press(secret, "Enter");
      await again.until(/The new certificate is in place and proven/, 60);
      await again.press("Enter");
      expect(await again.ended()).toBe(0);
      expect(await fingerprintOnDisk(box)).not.toBe(old);
      expect(await box.run(["sha256sum", "/etc/wss-setup/ca/root.crt"])).toBe(root);
      await box.run([
        "openssl",
        "verify",
        "-x509_strict",
        "-CAfile",
        "/etc/wss-setup/ca/root.crt",
        certificateFile,
      ]);
      expect(await filesThatHold(box, secret)).toBe("");
    });
  });

  it("never agrees to an authority's terms by Enter, nor takes a name's certificate without a yes", async () => {
    await withBox({}, async (box) => {
      const terminal = await openTerminal(box, ["--dry-run", "--name", "node.example.com"]);
      await walkToCertificate(terminal, "Let's Encrypt");
      await terminal.press("Enter");
      await terminal.until(/Do you agree to the terms of Let's Encrypt\?/);
      await terminal.press("Enter");
      await terminal.until(/How shall/);
      await terminal.press("C-r");
      const review = await terminal.until(reviewed);
      expect(review).toContain("self-signed certificate");
      expect(review).not.toContain("certbot");
    });
  });

  it("line by line: a passphrase is not shown, and the terminal shows letters again afterwards", async () => {
    await withBox({}, async (box) => {
      const options = { rows: 200, columns: 120, env: { TERM: "dumb" } };
      const terminal = await openTerminal(box, ["--certificate", "own-ca"], options);
      for (const question of [
        /This box is ready/,
        /Which WebSocket/,
        /What name/,
        /Which proxy/,
        /Which certificate/,
      ]) {
        await terminal.until(new RegExp(`${question.source}[\\s\\S]*:\\s*$`), 60);
        await terminal.press("Enter");
      }
      await terminal.until(/Which passphrase[\s\S]*default 1\):\s*$/);
      await terminal.press("2", "Enter");
      await terminal.until(/Passphrase \(.*\):\s*$/);
      expect((await terminal.state()).lines).toBe(false);
      await terminal.press(secret, "Enter");
      await terminal.until(/Once more:\s*$/);
      await terminal.press(secret, "Enter");
      await terminal.until(/Step 6 of 8/);
      expect(await terminal.screen()).not.toContain(secret);
      expect((await terminal.state()).lines).toBe(true);
    });
  });
});
