import { expect, test } from "vitest";
import type { ClosePort, OpenPort } from "../../../../src/core/step.ts";
import { PretendIptables } from "../../../../src/demo/pretend-iptables.ts";
import { realEnvironment } from "../../../../src/environment.ts";
import { Crash, MemoryHost } from "../../../../src/host/memory-host.ts";
import { withSession } from "../../../../src/session.ts";
import { takeBack } from "../../../../src/take-back.ts";
import { fakeSystemctl } from "../../../helpers/fake-systemctl.ts";
import { runSteps } from "../run-steps.ts";

const ids = { manager: "iptables", family: 4, undo: "exact", why: "for the test" } as const;

function openPort(port: number): OpenPort {
  return { kind: "OpenPort", id: `port:${port}`, title: `open ${port}`, action: "create", port, ...ids };
}

function closePort(port: number): ClosePort {
  return { kind: "ClosePort", id: `port:${port}`, title: `close ${port}`, action: "delete", port, ...ids };
}

/** A box whose filter refuses everything but ssh. */
function box() {
  const filter = new PretendIptables(() => {});
  const life = { ended: false };
  const host = new MemoryHost({
    files: { "/run/systemd/system": { folder: true } },
    run: (argv) => {
      if (life.ended) throw new Crash();
      return argv[0] === "iptables" ? filter.run(argv) : fakeSystemctl(argv);
    },
  });
  return { filter, host, life };
}

/** The same box an hour later, for a run of its own. */
function later(host: MemoryHost): MemoryHost {
  return host.clone({ now: new Date(host.now().getTime() + 3_600_000) });
}

async function undoLast(host: MemoryHost): Promise<void> {
  await withSession(
    await realEnvironment(host),
    () => {},
    (session) => takeBack(session, "undo"),
  );
}

test.each([80, 443])("our rule for port %i comes back to where it stood", async (port) => {
  const { filter, host } = box();
  await runSteps(host, [openPort(80), openPort(443)]);
  const before = filter.rules;
  const second = later(host);
  await runSteps(second, [closePort(port)]);
  expect(filter.rules).not.toEqual(before);
  await undoLast(second);
  expect(filter.rules).toEqual(before);
});

test("it comes back there from a run that was killed right behind the change", async () => {
  const { filter, host, life } = box();
  await runSteps(host, [openPort(80), openPort(443)]);
  const before = filter.rules;
  const dying = later(host).clone({
    beforeMutation: () => {
      life.ended ||= filter.rules !== before;
      if (life.ended) throw new Crash();
    },
  });
  await expect(runSteps(dying, [closePort(80)])).rejects.toThrow();
  life.ended = false;
  expect(filter.rules).not.toEqual(before);
  await undoLast(dying.clone({ beforeMutation: () => {} }));
  expect(filter.rules).toEqual(before);
});

test("a rule of ours that had to move in front of a refusal goes back behind it", async () => {
  const { filter, host } = box();
  await runSteps(host, [openPort(443)]);
  filter.run(["iptables", "-I", "INPUT", "1", "-j", "REJECT"]);
  const before = filter.rules;
  const second = later(host);
  await runSteps(second, [openPort(443)]);
  expect(filter.rules).not.toEqual(before);
  await undoLast(second);
  expect(filter.rules).toEqual(before);
});

test("firewalld's port is closed in the zone in which it was opened, whichever is the default by then", async () => {
  const zone = { now: "public" };
  const host = new MemoryHost({
    files: { "/run/systemd/system": { folder: true } },
    run: (argv) => {
      if (argv[0] !== "firewall-cmd") return fakeSystemctl(argv);
      if (argv[1] === "--get-default-zone") return { stdout: `${zone.now}\n` };
      if (argv[1] === "--get-zones") return { stdout: "dmz public\n" };
      return argv.some((word) => word.startsWith("--query-port")) ? { code: 1 } : {};
    },
  });
  await runSteps(host, [{ ...openPort(443), manager: "firewalld" }]);
  zone.now = "dmz";
  const second = later(host);
  await undoLast(second);
  expect(second.commands.filter((argv) => argv.includes("--remove-port=443/tcp"))).toEqual([
    ["firewall-cmd", "--permanent", "--zone=public", "--remove-port=443/tcp"],
    ["firewall-cmd", "--zone=public", "--remove-port=443/tcp"],
  ]);
});
