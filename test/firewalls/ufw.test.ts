import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Facts, OwnedPort } from "../../src/core/facts.ts";
import { ufw } from "../../src/firewalls/ufw/ufw.ts";
import { MemoryHost } from "../../src/host/memory-host.ts";
import { emptyBox } from "../helpers/facts.ts";

const https = { manager: "ufw", port: 443 } as const;

const recorded = (name: string) =>
  readFileSync(new URL(`recorded/${name}`, import.meta.url), "utf8")
    .trim()
    .split("\n");

function box(name: string, managerRules: readonly string[], v6 = `${name}.v6`): Facts {
  const firewall = { manager: "ufw", ufwInstalled: true, persistent: false, managerRules } as const;
  return { ...emptyBox, firewall: { ...firewall, v4: recorded(`${name}.v4`), v6: recorded(v6) } };
}

interface UfwState {
  v4: readonly string[];
  v6: readonly string[];
}

/**
 * Does with rules what ufw 0.36 was seen to do: a list a family, one rule for one match, a comment is replaced; `insert`
 * for both families looks for a rule that both have. Rules are as after `ufw`, those of IPv6 alone with an address of it.
 * A profile of two rules is there twice: `insert` counts both and goes behind them rather than between, `status` counts one.
 */
function ufwHost(...rules: string[]) {
  const isV6 = (rule: string) => rule.includes("::");
  const state: UfwState = { v4: rules.filter((rule) => !isV6(rule)), v6: rules };
  const list = () => [...new Set([...state.v4, ...state.v6])];
  const faults = { insert: false };
  const host = new MemoryHost({
    run: ([program, ...args]) => {
      if (program !== "ufw") return undefined;
      const text = args.join(" ");
      if (text === "show added")
        return {
          stdout: `Added user rules (see 'ufw status' for running firewall):\n${list().join("\n")}\n`,
        };
      if (text === "status numbered") return { stdout: statusOf(state) };
      const [, number, deleted, plain, family, bare, comment] =
        /^(?:insert (\d+) )?(delete )?allow (?:(\d+\/tcp)|proto tcp to (\S+) port (\d+))(?: comment (\S+))?$/.exec(
          text,
        ) ?? [];
      const port = plain ?? `${bare}/tcp`;
      const families =
        family === undefined
          ? (["v4", "v6"] as const)
          : family.includes(":")
            ? (["v6"] as const)
            : (["v4"] as const);
      for (const each of families) {
        const same = state[each].findIndex((rule) => new RegExp(`^ufw \\w+ ${port}( comment|$)`).test(rule));
        if (deleted !== undefined) {
          state[each] = state[each].filter((_, at) => at !== same);
          continue;
        }
        const rule = `ufw allow ${port} comment '${comment}'`;
        const offset = each === "v6" ? new Set(state.v4).size : 0;
        let at = number === undefined ? state[each].length : Number(number) - 1 - offset;
        if (number !== undefined && (faults.insert || at < 0 || at >= new Set(state[each]).size))
          return { code: 1, stderr: `ERROR: Invalid position '${number}'\n` };
        while (at > 0 && state[each][at] === state[each][at - 1]) at += 1;
        state[each] = same >= 0 ? state[each].with(same, rule) : state[each].toSpliced(at, 0, rule);
      }
      return { stdout: deleted === undefined ? "Rule added\n" : "Rule deleted\n" };
    },
  });
  return { host, rules: list, state, faults };
}

/** As `ufw status numbered` prints them. */
function statusOf({ v4, v6 }: UfwState): string {
  const rows = (rules: readonly string[], mark6: string) =>
    [...new Set(rules)].map((rule) => [rule, mark6] as const);
  const shown = [...rows(v4, ""), ...rows(v6, " (v6)")].map(([rule, mark6], at) => {
    const [, action = "", rest = "", comment = ""] = /^ufw (\w+) (.*?)(?: comment '(.*)')?$/.exec(rule) ?? [];
    const [to, from] = rest.startsWith("from ") ? ["Anywhere", rest.slice(5)] : [rest, "Anywhere"];
    const parts = [to, from].map((part) => (part.includes("::") ? part : part + mark6));
    const words = `${parts[0]?.padEnd(26)} ${`${action.toUpperCase()} IN`.padEnd(11)} ${parts[1]?.padEnd(26)}`;
    return `[${String(at + 1).padStart(2)}] ${words}${comment === "" ? "" : ` # ${comment}`}`;
  });
  const head =
    "Status: active\n\n     To                         Action      From\n     --                         ------      ----\n";
  return `${head}${shown.join("\n")}\n\n`;
}

describe("the plan for ufw", () => {
  it("opens a shut port once for both families", () => {
    const { steps, problems, warnings } = ufw.plan([443], box("ufw-ssh", ["ufw allow 22/tcp"]));
    expect(steps).toMatchObject([{ id: "port:ufw:443", action: "create", undo: "exact", port: 443 }]);
    expect(steps[0]).not.toHaveProperty("family");
    expect([problems, warnings]).toEqual([[], []]);
  });

  it("has nothing to do where our rule or another lets the port in", () => {
    const ours = box("ufw-ours", ["ufw allow 22/tcp", "ufw allow 443/tcp comment 'wss-setup'"]);
    expect(ufw.plan([443], ours).steps).toMatchObject([{ action: "no-op" }]);
    expect(ufw.plan([443], box("ufw-ours", ["ufw allow 'WWW Full'"])).steps).toMatchObject([
      { action: "no-op" },
    ]);
    expect(ufw.plan([22], ours).steps).toMatchObject([{ action: "no-op" }]);
  });

  it("stops at a rule of the operator that refuses the port", () => {
    const { problems } = ufw.plan([443], box("ufw-deny", ["ufw allow 22/tcp", "ufw deny 443/tcp"]));
    expect(problems).toEqual([
      { text: "A rule of your ufw refuses port 443: ufw deny 443/tcp.", next: "ufw delete deny 443/tcp" },
    ]);
    const commented = ufw.plan([443], box("ufw-deny", ["ufw deny 443/tcp comment 'no'; reboot; ''"]));
    expect(commented.problems[0]?.next).toBe("ufw delete deny 443/tcp");
    const broader = ufw.plan(
      [443],
      box("ufw-deny", ["ufw allow 22/tcp", "ufw deny proto tcp to any port 400:500"]),
    );
    expect(broader.problems).toHaveLength(1);
  });

  it("warns where ufw is told to leave IPv6 alone", () => {
    const { steps, warnings } = ufw.plan([80, 443], box("ufw-ssh", [], "ufw-without-ipv6.v6"));
    expect(warnings.map(({ id }) => id)).toEqual(["ufw-without-ipv6"]);
    expect(steps).toMatchObject([{ action: "create" }, { action: "create" }]);
    const open = ufw.plan([443], box("ufw-ours", [], "ufw-without-ipv6.v6"));
    expect(open.steps).toMatchObject([{ action: "no-op" }]);
  });
});

describe("ufw", () => {
  it("gets one rule with our mark, and gives it back", async () => {
    const { host, rules } = ufwHost("ufw allow 22/tcp");
    await ufw.open(host, https);
    await ufw.open(host, https);
    expect(rules()).toEqual(["ufw allow 22/tcp", "ufw allow 443/tcp comment 'wss-setup'"]);
    expect(await ufw.isOpen(host, https)).toBe(true);
    await ufw.close(host, https);
    expect(rules()).toEqual(["ufw allow 22/tcp"]);
    await ufw.close(host, https);
    expect(rules()).toEqual(["ufw allow 22/tcp"]);
  });

  it.each([
    "ufw allow 443/tcp",
    "ufw allow 443/tcp comment 'mine'",
    "ufw deny 443/tcp",
    "ufw limit 443/tcp comment 'wss-setup'",
  ])("never touches the operator's own rule: %s", async (theirs) => {
    const { host, rules } = ufwHost(theirs);
    await ufw.close(host, https);
    expect(await ufw.isOpen(host, https)).toBe(false);
    await expect(ufw.open(host, https)).rejects.toMatchObject({ kind: "outside", said: theirs });
    expect(rules()).toEqual([theirs]);
  });

  it("says what ufw said when it refuses", async () => {
    const host = new MemoryHost({ run: () => ({ code: 1, stderr: "ERROR: problem running iptables\n" }) });
    await expect(ufw.open(host, https)).rejects.toMatchObject({ said: "ERROR: problem running iptables" });
  });

  describe("puts its rule back to where it stood", () => {
    const before = [
      "ufw allow 22/tcp",
      "ufw allow 80/tcp comment 'wss-setup'",
      "ufw allow 443/tcp comment 'wss-setup'",
    ];
    const behind = [
      "ufw deny from 10.0.0.0/8",
      "ufw deny from 2001:db8::/32",
      "ufw deny 400:500/tcp comment '[ 3] x::y'",
    ];

    const closed = (port: OwnedPort, ...rules: readonly string[]) => closedIn(ufwHost(...rules), port);

    async function closedIn(box: ReturnType<typeof ufwHost>, port: OwnedPort) {
      const told: string[] = [];
      const was = { ...box.state };
      const place = await ufw.placeOf?.(box.host, port);
      if (place === undefined) throw new Error("no rule of ours");
      await ufw.close(box.host, port);
      const putBack = () => ufw.putBack?.(box.host, port, place, (line) => told.push(line));
      return { ...box, was, told, putBack };
    }

    it.each([
      ["among rules of one family each", https, [...before, ...behind]],
      ["in front of the other port's", { ...https, port: 80 }, [...before, ...behind]],
      ["first of all", { ...https, port: 80 }, [...before.slice(1), ...behind]],
      ["last of all", https, before],
      ["last of IPv4's, not of IPv6's", https, [...before, "ufw deny from 2001:db8::/32"]],
    ] as const)("%s, in both families", async (_, port, rules) => {
      const { state, was, host, putBack } = await closed(port, ...rules);
      expect(state).not.toEqual(was);
      await putBack();
      expect(state).toEqual(was);
      const asked = host.commands.length;
      await putBack();
      expect(state).toEqual(was);
      expect(
        host.commands.slice(asked).filter(([, word]) => !["show", "status"].includes(word ?? "")),
      ).toEqual([]);
    });

    it("behind rules that came in front since", async () => {
      const { state, was, putBack } = await closed(https, ...before, ...behind);
      const ban = "ufw deny from 192.0.2.1";
      state.v4 = [ban, ...state.v4];
      await putBack();
      expect(state).toEqual({ v4: [ban, ...was.v4], v6: was.v6 });
    });

    it("last again behind rules that came in front of all since", async () => {
      const { state, was, putBack } = await closed(https, "ufw deny from 10.0.0.0/8", before[2] ?? "");
      const allowed = ["ufw allow 9/tcp", "ufw allow 10/tcp"];
      state.v4 = [...allowed, ...state.v4];
      await putBack();
      expect(state).toEqual({ v4: [...allowed, ...was.v4], v6: was.v6 });
    });

    it.each(["v4", "v6"] as const)(
      "for one family alone where the operator left it %s alone",
      async (kept) => {
        const box = ufwHost(...before, ...behind);
        const other = kept === "v4" ? "v6" : "v4";
        box.state[other] = box.state[other].filter((rule) => !rule.includes(" 443/tcp"));
        const { state, was, told, putBack } = await closedIn(box, https);
        for (const _ of ["once", "again"]) {
          await putBack();
          expect(state).toEqual(was);
        }
        expect(told).toEqual([]);
      },
    );

    const refusing = "ufw deny from 10.0.0.0/8";
    const samba = ["ufw allow Samba", "ufw allow Samba"];
    const ours = "ufw allow 443/tcp comment 'wss-setup'";
    const elsewhere = ["IPv4", "IPv6"].map(
      (family) =>
        `ufw could not put our rule for port 443 back to its place for ${family}: it is the last one now. Look at \`ufw status numbered\`.`,
    );

    it("last, and tells it, where ufw puts it in front of a rule that it stood behind", async () => {
      const { state, told, putBack } = await closed(https, ...samba, refusing, ours, "ufw deny 400:500/tcp");
      const last = [...samba, refusing, "ufw deny 400:500/tcp", ours];
      for (const _ of ["once", "again"]) {
        told.length = 0;
        await putBack();
        expect(state).toEqual({ v4: last, v6: last });
        expect(told).toEqual(elsewhere);
      }
    });

    it("between others in front of a profile of two rules, and right behind it", async () => {
      for (const rules of [
        [refusing, ours, ...samba],
        [...samba, ours, refusing],
      ]) {
        const { state, was, told, putBack } = await closed(https, ...rules);
        await putBack();
        expect(state).toEqual(was);
        expect(told).toEqual([]);
      }
    });

    it("last, and tells it, where ufw refuses to insert it", async () => {
      const { state, told, faults, putBack } = await closed(https, refusing, ours, "ufw deny 400:500/tcp");
      faults.insert = true;
      await putBack();
      const last = [refusing, "ufw deny 400:500/tcp", ours];
      expect(state).toEqual({ v4: last, v6: last });
      expect(told).toEqual(elsewhere);
    });

    it("last where its neighbour is gone, or ufw lists nothing", async () => {
      const { state, putBack } = await closed(https, ...before, "ufw deny from 10.0.0.0/8");
      state.v4 = state.v4.filter((rule) => !rule.includes("10.0"));
      state.v4 = [...state.v4, "ufw allow 9/tcp"];
      await putBack();
      expect(state.v4.at(-1)).toBe("ufw allow 443/tcp comment 'wss-setup'");
    });

    it("also when the rule of one family was left out by a run that was killed", async () => {
      const { state, was, host, putBack } = await closed(https, ...before, ...behind);
      await ufw.open(host, https);
      for (const family of ["v4", "v6"] as const) {
        state[family] = state[family].filter((rule) => !rule.includes(" 443/tcp"));
        await putBack();
        expect(state).toEqual(was);
      }
    });

    it("knows no place of a rule that is not there, or that is not listed", async () => {
      expect(await ufw.placeOf?.(ufwHost("ufw allow 443/tcp").host, https)).toBeUndefined();
      const inactive = new MemoryHost({ run: () => ({ stdout: "Status: inactive\n" }) });
      expect(await ufw.placeOf?.(inactive, https)).toBeUndefined();
    });
  });
});
