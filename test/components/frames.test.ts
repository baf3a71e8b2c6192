import { createElement } from "react";
import { describe, expect, it, onTestFinished } from "vitest";
import type { TerminalTraits } from "../../components/theme/terminal-traits.ts";
import type { WizardEvent } from "../../src/wizard/events.ts";
import { expectFrame } from "../helpers/golden-frame.ts";
import { still, wizardAt } from "../helpers/open-wizard.ts";
import { openScreen, widthOf } from "../helpers/terminal.ts";
import { enters, found, leadsHere, marking, withRoot } from "../helpers/wizard-scene.ts";

const plain: TerminalTraits = { ascii: true, color: false, motion: false };

const pair = { certificateFile: "/etc/ssl/certs/node.pem", keyFile: "/etc/ssl/private/node.key" };

const scenes: Readonly<Record<string, readonly WizardEvent[]>> = {
  check: found,
  backend: [...found, ...enters(1)],
  "backend-none": [
    ...found,
    { type: "BACKENDS", backends: [], searched: true },
    ...enters(1),
    { type: "SET", patch: { backend: "ws://127.0.0.1:80a" } },
  ],
  names: [...found, ...enters(2)],
  "names-elsewhere": [
    ...found,
    { type: "SET", patch: { names: "node.example.com, rpc.example.com" } },
    { type: "NAMES", names: { "rpc.example.com": { a: ["198.51.100.7"], aaaa: [] } } },
    ...enters(2),
  ],
  proxy: [...found, ...enters(3)],
  certificate: marking("certbot"),
  "certificate-looking": marking("certbot", { type: "SET", patch: { names: "rpc.example.com" } }),
  "certificate-not-yet": [
    ...found,
    {
      type: "NAMES",
      names: { "node.example.com": { a: ["203.0.113.10"], aaaa: ["2001:db8::99"], caa: [] } },
    },
    { type: "SET", patch: { source: "certbot" } },
    ...enters(4),
  ],
  "certificate-www": marking(
    "certbot",
    { type: "SET", patch: { names: "example.com" } },
    { type: "NAMES", names: { "example.com": leadsHere } },
  ),
  "certificate-self-signed": marking("self-signed"),
  "certificate-own-ca": marking("own-ca"),
  "certificate-own-ca-root": marking("own-ca", withRoot()),
  "certificate-files": marking("files"),
  terms: [...marking("certbot"), ...enters(1)],
  "terms-email": [...marking("certbot"), ...enters(1)],
  "terms-other": [
    ...marking("certbot", { type: "SET", patch: { acmeServer: "https://acme.example.org/directory" } }),
    ...enters(1),
  ],
  authority: [...marking("own-ca"), ...enters(1)],
  "authority-offline": [...marking("own-ca", { type: "SET", patch: { caKey: "offline" } }), ...enters(1)],
  "authority-typed": [...marking("own-ca"), ...enters(1)],
  "authority-present": [...marking("own-ca", withRoot()), ...enters(1)],
  "authority-wrong": [
    ...marking("own-ca", withRoot()),
    ...enters(1),
    { type: "CHECK_PASSPHRASE", passphrase: "not this" },
    { type: "PASSPHRASE", ok: false },
  ],
  "own-files": [...marking("files"), ...enters(1)],
  "own-files-wrong": [
    ...marking("files", { type: "SET", patch: pair }),
    ...enters(1),
    {
      type: "OWN_FILES",
      ...pair,
      findings: [
        { state: "ok", text: "node.pem is for node.example.com, to 3 Mar 2027" },
        { state: "failed", text: "the key does not belong to this certificate" },
        {
          state: "warning",
          text: "/etc/ssl/private/node.key can be read by others",
          fix: "chmod 600 /etc/ssl/private/node.key",
        },
      ],
    },
  ],
  limits: [...found, ...enters(5)],
  "limits-origins": [...found, { type: "SET", patch: { origins: "https://a.example" } }, ...enters(5)],
  firewall: [...found, ...enters(6)],
  "firewall-commands": [...found, ...enters(6)],
  help: [...found, ...enters(3), { type: "HELP" }],
};

/** What is pressed on a screen before it is looked at. */
const keys: Readonly<Record<string, readonly string[]>> = {
  "terms-email": ["Tab", "--help@b.com", "Enter"],
  "authority-offline": ["Up"],
  "firewall-commands": ["c"],
  "authority-typed": ["tr0ub4dor", "Tab", "tr0ub", "Enter"],
};

const esc = "\u{1b}";

const sizes = [
  [80, 24],
  [50, 20],
  [100, 30],
] as const;

async function draw(events: readonly WizardEvent[], terminal: TerminalTraits, columns: number, rows: number) {
  return (await wizardAt(events, { terminal, columns, rows })).screen;
}

async function drawScene(name: string, terminal: TerminalTraits, columns: number, rows: number) {
  const screen = await draw(scenes[name] ?? [], terminal, columns, rows);
  await screen.press(...(keys[name] ?? []));
  return screen;
}

describe.each(sizes)("at %ix%i", (columns, rows) => {
  it.each(Object.keys(scenes))("%s looks as it did", async (name) => {
    const screen = await drawScene(name, still, columns, rows);
    expectFrame(screen, `${columns}x${rows}/${name}`, columns, rows);
  });
});

describe("without UTF-8 and colours", () => {
  it.each(Object.keys(scenes))("%s says the same in ASCII", async (name) => {
    const screen = await drawScene(name, plain, 80, 24);
    expect(screen.frame()).toMatch(/^[\x20-\x7e\n]*$/);
    expect(
      screen
        .written()
        .split(esc)
        .filter((piece) => /^\[[349]\d+m/.test(piece)),
    ).toEqual([]);
    expectFrame(screen, `ascii/${name}`, 80, 24);
  });
});

describe("the frame", () => {
  it("keeps the keys on the last row whatever the window", async () => {
    const screen = await draw(scenes.backend ?? [], still, 80, 24);
    for (const [columns, rows] of [
      [50, 20],
      [64, 41],
      [120, 35],
      [200, 60],
      [99, 24],
      [80, 20],
    ] as const) {
      await screen.resize(columns, rows);
      const frame = screen.frame();
      expect(frame.split("\n")).toHaveLength(rows);
      expect(widthOf(frame)).toBeLessThanOrEqual(columns);
      expect(frame.split("\n").at(-1)).toMatch(/^ Enter next .*\? help/);
    }
  });

  it("asks for a larger window, and hears nothing but Ctrl-C there", async () => {
    const { actor, screen } = await wizardAt(scenes.backend ?? [], { columns: 49, rows: 24 });
    expect(screen.frame().replace(/\s+/g, " ")).toContain(
      "Make the window 50x20 or use: wss-setup apply -a FILE --yes",
    );
    await screen.press("Enter");
    expect(actor.getSnapshot().value.walk).toBe("backend");
    await screen.press("Ctrl-C");
    expect(actor.getSnapshot().value.overlay).toBe("leave");
  });

  it("keeps typed text and the cursor's place over a resize", async () => {
    const screen = await draw([...found, ...enters(2)], still, 80, 24);
    await screen.press("Ctrl-U", "rpc.example.org", "Left", "Left");
    await screen.resize(50, 20);
    expect(screen.frame()).toContain("› rpc.example.org");
    await screen.press("x");
    expect(screen.frame()).toContain("› rpc.example.oxrg");
    expect(screen.cursor()?.column).toBe(1 + 2 + "rpc.example.ox".length);
  });

  it("draws in colours of the terminal's own 16, and as a picture", async () => {
    const screen = await draw(scenes.backend ?? [], still, 80, 24);
    expect(screen.written()).toContain(`${esc}[32m`);
    expect(screen.written()).not.toContain(`${esc}[38;`);
    const svg = screen.svg();
    expect(svg).toContain('fill="#5fd38d">✓');
    expect(svg).toContain("Which WebSocket server do you want to publish?");
  });

  it("refuses an empty frame", async () => {
    const empty = await openScreen(createElement("ink-box"));
    onTestFinished(() => empty.close());
    expect(() => empty.frame()).toThrow("an empty frame");
  });
});
