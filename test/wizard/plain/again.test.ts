import { describe, expect, it } from "vitest";
import type { MenuStatus } from "../../../src/wizard/context.ts";
import { converse } from "./conversation.ts";
import { expectGolden } from "./golden.ts";
import { input, planned } from "./scene.ts";

const configured = { ...input, configured: true };
const status: MenuStatus = {
  endpoints: ["wss://node.example.com"],
  proxy: "nginx",
  daysLeft: 353,
  sockets: 214,
  checks: [
    { id: "certificate", title: "Certificate", status: "ok", seen: "self-signed, 353 days left" },
    {
      id: "files",
      title: "Files",
      status: "warning",
      seen: "edited since: /etc/nginx/nginx.conf",
      fix: "wss-setup plan -a /etc/wss-setup/answers.yaml",
    },
  ],
  ok: true,
  lastRun: "2026-11-09T08:00:00.000Z",
  lastKind: "change",
  interrupted: false,
  owned: ["/etc/nginx/sites-available/wss-setup.conf", "service nginx", "port 443/tcp over IPv4"],
};
const cutOff = {
  type: "STATUS",
  status: {
    ...status,
    interrupted: true,
    unfinished: "apply",
    checks: [
      {
        id: "unfinished",
        title: "Unfinished",
        status: "failed",
        seen: "the last run was cut off in the middle",
        fix: "wss-setup undo --yes",
      },
    ],
  },
} as const;
const told = { type: "STATUS", status } as const;

describe("the menu", () => {
  it("Given a configured box, When it was looked at, Then its state comes first and Status cannot harm", async () => {
    const talk = converse(configured);
    await talk.until("checking: the endpoint.");
    talk.send(told);
    await talk.answer("");
    await talk.answer("", /Back to the menu(.|\n)*: $/);
    await talk.answer("q", /What do you want to do(.|\n)*: $/);
    await talk.over;
    expect(talk.actor.getSnapshot().value.walk).toBe("left");
    await expectGolden(talk, "menu");
  });

  it("Given a certificate that is nearly over, When Enter is typed, Then it is rotated after a review", async () => {
    const old = {
      ...status,
      daysLeft: 9,
      checks: [{ ...status.checks[0], status: "warning" }],
    } as MenuStatus;
    const talk = converse(configured, { type: "STATUS", status: old });
    await talk.answer("");
    await talk.until("checking: what has to be done.");
    expect(talk.actor.getSnapshot().context.job).toBe("rotate");
    talk.send(planned);
    await talk.answer("b");
    await talk.until(/What do you want to do(.|\n)*: $/);
    await expectGolden(talk, "menu-rotate");
  });

  it("Given a proxy that closes connections for a new certificate, Then the menu says so", async () => {
    const talk = converse(configured, { type: "STATUS", status: { ...status, reloadCloses: true } });
    await talk.until("a new certificate and key; open connections close");
    await talk.answer("q");
    await talk.over;
  });

  it("Given a run that was cut off, When Enter is typed, Then it is gone on with", async () => {
    const talk = converse(configured, cutOff);
    await talk.answer("");
    await talk.until("checking: what has to be done.");
    expect(talk.actor.getSnapshot().value.walk).toBe("review");
    await expectGolden(talk, "menu-cut-off");
  });

  it("Given Change, When b is typed at the first step, Then the menu is there again", async () => {
    const talk = converse(configured, told, {
      type: "PREFLIGHT",
      rows: [{ id: "rights", title: "Rights", state: "ok", text: "root" }],
    });
    await talk.answer("3");
    await talk.answer("b", /Step 1 of 8(.|\n)*: $/);
    await talk.until(/What do you want to do(.|\n)*: $/);
    expect(talk.actor.getSnapshot().value.walk).toBe("menu");
  });
});

describe("undo and remove", () => {
  it("Given undo, When it is left, Then the menu is there again; Enter takes it back", async () => {
    const talk = converse(configured, told, { type: "MENU", choice: "undo" });
    await talk.answer("2");
    await talk.answer("5", /What do you want to do(.|\n)*: $/);
    await talk.answer("", /Leave it(.|\n)*: $/);
    await talk.until("Taking it back.");
    talk.send({ type: "ENDED", left: [] });
    await talk.over;
    expect(talk.actor.getSnapshot().context).toMatchObject({ result: "ended", exitCode: 0 });
    await expectGolden(talk, "undo");
  });

  it("Given remove, When anything but the name is typed, Then nothing is touched", async () => {
    const talk = converse(configured, told, { type: "MENU", choice: "remove" });
    await talk.answer("yes");
    await talk.answer("");
    expect(talk.actor.getSnapshot().value.walk).toBe("confirm");
    await talk.answer("node.example.com");
    await talk.until("Taking it back.");
    talk.send({
      type: "ENDED",
      failure: { kind: "operator", message: "Taken back, but not all", exitCode: 3 },
      left: ["/etc/nginx/nginx.conf was edited"],
    });
    await talk.over;
    expect(talk.actor.getSnapshot().context.exitCode).toBe(3);
    await expectGolden(talk, "remove");
  });
});
