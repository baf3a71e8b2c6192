import { describe, expect, it } from "vitest";
import { changes, reviewed } from "../../helpers/job-scene.ts";
import { wizardAt } from "../../helpers/open-wizard.ts";

const indexOf = (end: string) => changes.findIndex(({ title }) => title.endsWith(end));
const at = (end: string) =>
  wizardAt([...reviewed, { type: "DIFF", index: indexOf(end) }], { columns: 80, rows: 24 });

describe("the diff viewer", () => {
  it("begins with the file it was opened for and goes from file to file", async () => {
    const { screen } = await at("nginx.conf");
    expect(screen.frame()).toContain("file 4 of 5");
    await screen.press("n");
    expect(screen.frame()).toMatch(/answers\.yaml +file 5 of 5 · lines 1-13 of 15/);
    await screen.press("n", "p", "p");
    expect(screen.frame()).toMatch(/wss-setup\.conf +file 3 of 5/);
  });

  it("names each key once in the help", async () => {
    const { screen } = await at("nginx.conf");
    await screen.press("?");
    expect(
      screen
        .frame()
        .match(/^ (Esc|Enter|n|p|n\/p) {2,}.*/gm)
        ?.map((line) => line.trim()),
    ).toEqual([expect.stringMatching(/^Esc +list$/), expect.stringMatching(/^n\/p +file$/)]);
  });

  it("keeps the sign in the first column, so that a copied diff stays one", async () => {
    const { screen } = await at("nginx.conf");
    const lines = screen.frame().split("\n");
    expect(lines).toContain(" + worker_rlimit_nofile 65536;");
    expect(lines.filter((line) => /^ [+-] /.test(line))).toHaveLength(3);
  });

  it("scrolls by lines, pages and to both ends", async () => {
    const { screen } = await at("available/wss-setup.conf");
    await screen.press("Down", "j");
    expect(screen.frame()).toContain("lines 3-15 of 63");
    await screen.press(" ");
    expect(screen.frame()).toContain("lines 15-27 of 63");
    await screen.press("G");
    expect(screen.frame()).toContain("lines 51-63 of 63");
    await screen.press("PageUp", "g");
    expect(screen.frame()).toContain("lines 1-13 of 63");
  });

  it("cuts long lines until w", async () => {
    const { screen } = await at("available/wss-setup.conf");
    expect(screen.frame()).toMatch(/a long line that g.*…$/m);
    await screen.press("w");
    expect(screen.frame()).not.toContain("…");
    expect(screen.frame()).toContain("of 65");
  });

  it("finds a text, the next one, and says when there is none", async () => {
    const { screen, walk } = await at("available/wss-setup.conf");
    await screen.press("/", "VALUE;", "Enter", "Enter");
    expect(screen.frame()).toContain("lines 3-15 of 63");
    await screen.press("Ctrl-U", "directive_40", "Enter");
    expect(screen.frame()).toContain("lines 41-53 of 63");
    await screen.press("x", "Enter");
    expect(screen.frame()).toContain("“directive_40x” is not in this file.");
    await screen.press("Esc", "Down");
    expect(screen.frame()).toContain("lines 42-54 of 63");
    expect(walk()).toBe("diff");
  });

  it("loses no letter of what is typed ahead in one piece", async () => {
    const { screen } = await at("available/wss-setup.conf");
    await screen.burst("/", "x".repeat(80), "Ctrl-U", "directive_40", "Enter");
    await screen.until("lines 41-53 of 63");
    expect(screen.frame()).toContain("› directive_40");
  });

  it("never starts anything by Enter", async () => {
    const { screen, walk } = await at("nginx.conf");
    await screen.press("Enter");
    expect(walk()).toBe("diff");
    expect(screen.frame()).toContain("Esc goes back to the list.");
    await screen.press("Esc");
    expect(walk()).toBe("review");
  });

  it("shows no key material", async () => {
    const { screen } = await wizardAt([...reviewed, { type: "DIFF", index: 0 }]);
    expect(screen.frame()).toContain("/etc/ssl/private/wss-setup.key\n + (private key, 0600)");
  });

  it("says the sign of each line to a screen reader", async () => {
    const { screen } = await wizardAt([...reviewed, { type: "DIFF", index: indexOf("nginx.conf") }], {
      screenReader: true,
    });
    expect(screen.frame()).toMatch(/removed:\s+worker_connections 768;/);
    expect(screen.frame()).toContain("added: worker_rlimit_nofile 65536;");
    expect(screen.frame()).toContain("same: user www-data;");
  });
});
