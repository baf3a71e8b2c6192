import { expect } from "vitest";
import type { Acme, AcmeOptions } from "../../helpers/acme/acme.ts";
import { acmePaths } from "../../helpers/acme/front.ts";
import { whileOtherServes } from "../../helpers/acme/other-server.ts";
import { problems } from "../../helpers/acme/problem.ts";
import type { Box, BoxOptions } from "../../helpers/box/box.ts";
import type { CommandResult } from "../../helpers/box/command.ts";
import { type Suite, suites } from "../../helpers/box/golden.ts";
import { diffSnapshots } from "../../helpers/box/snapshot-diff.ts";
import { matrix } from "../../helpers/matrix.ts";
import {
  acmeApply,
  acmeNames,
  acmeRun,
  expectTrusted,
  fetchedCertificate,
  orders,
  servedFingerprint,
  withAcme,
  writeAcmeAnswers,
} from "../helpers/acme-box.ts";
import { expectAsBefore, expectUntouched } from "../helpers/as-before.ts";
import { exits } from "../helpers/endpoint.ts";
import { inBoxes } from "../helpers/in-boxes.ts";

const [name = "", second = ""] = acmeNames;
/** What ends a run that could be taken back. */
const takenBack = "Everything was taken back";
/** nginx runs in it as an operator has it, and only a certificate is missing. */
const ready = { variant: "certbot-installed" } as const;

type Fault = {
  readonly title: string;
  /** In bookworm it runs always. */
  readonly sampled: boolean;
  readonly in: Partial<BoxOptions> & AcmeOptions;
  readonly run: (box: Box, acme: Acme) => Promise<void>;
};

/** An apply that fails and is taken back: nothing but this program's own folder tells of it. */
async function fails(box: Box, acme: Acme, reason: RegExp): Promise<CommandResult> {
  const before = await box.snapshot();
  const result = exits(1, await acmeApply(box, acme));
  expect(result.stderr).toMatch(reason);
  expect(result.stderr).toContain(takenBack);
  await expectAsBefore(box, before, []);
  return result;
}

/** An apply that is refused before it begins. */
async function isRefused(box: Box, acme: Acme, reason: RegExp): Promise<void> {
  const before = await box.snapshot();
  const { stderr } = exits(64, await acmeApply(box, acme));
  expect(stderr).toMatch(reason);
  await expectUntouched(box, before);
  expect(orders(acme)).toBe(0);
}

/** Whoever comes over the loopback is refused, so that the endpoint cannot be proven. */
async function loopback(box: Box, command: "-A" | "-D"): Promise<void> {
  const rule = "INPUT -i lo -p tcp --dport 443 -j REJECT --reject-with tcp-reset";
  for (const program of ["iptables", "ip6tables"]) await box.run([program, command, ...rule.split(" ")]);
}

async function ownLineage(box: Box, acme: Acme): Promise<void> {
  await box.run(["systemctl", "stop", "nginx"]);
  const account = ["--agree-tos", "--register-unsafely-without-email", "--server", acme.directory];
  const certificate = ["--standalone", "--cert-name", "own", "-d", "own.example.com"];
  await box.run(["certbot", "certonly", "--non-interactive", ...account, ...certificate], { env: acme.env });
  await box.run(["systemctl", "start", "nginx"]);
}

const faults: readonly Fault[] = [
  {
    title: "what can only fail is refused before anything is touched, and nobody is asked",
    sampled: true,
    in: {},
    run: async (box, acme) => {
      await writeAcmeAnswers(box, acme);
      await acme.dns.setServfail(second);
      await isRefused(box, acme, new RegExp(`${second} could not be looked up`));
      await acme.dns.setServfail(second, false);
      await acme.dns.setDefaults(undefined, undefined);
      await isRefused(box, acme, new RegExp(`${name} leads nowhere: it has no address`));
      await acme.dns.setDefaults(box.ip4, box.ip6);
      await writeAcmeAnswers(box, acme, { certificate: { agreeTerms: false } });
      await isRefused(box, acme, /terms/);
    },
  },
  {
    title: "429 on an empty box: it says until when, and the packages go again",
    sampled: true,
    in: { variant: "plain" },
    run: async (box, acme) => {
      await writeAcmeAnswers(box, acme);
      const before = await box.snapshot();
      acme.front.refuse(acmePaths.newOrder, problems.tooManyCertificates());
      const { stderr } = exits(1, await acmeApply(box, acme));
      expect(stderr).toContain("2026-12-01 10:00");
      expect(stderr).toContain(takenBack);
      expect(orders(acme), "a limit is not tried twice").toBe(1);
      await expectAsBefore(box, before, ["nginx", "certbot"]);
    },
  },
  {
    title: "wrong A: another server answers there, and no order is sent",
    sampled: true,
    in: ready,
    run: async (box, acme) => {
      await writeAcmeAnswers(box, acme);
      await acme.dns.setA(second, [box.hostIp4]);
      const notFound = (_: unknown, response: { writeHead(status: number): { end(): void } }) =>
        response.writeHead(404).end();
      await whileOtherServes(box.hostIp4, notFound, () =>
        fails(box, acme, new RegExp(`the A record of ${second} is ${box.hostIp4}`)),
      );
      expect(orders(acme)).toBe(0);
    },
  },
  {
    title: "broken AAAA: another server answers there, and no order is sent",
    sampled: false,
    in: ready,
    run: async (box, acme) => {
      await writeAcmeAnswers(box, acme);
      await acme.dns.setAaaa(name, [box.hostIp6]);
      const welcome = (_: unknown, response: { end(text: string): void }) => response.end("welcome");
      await whileOtherServes(box.hostIp6, welcome, () =>
        fails(box, acme, new RegExp(`the AAAA record of ${name} is ${box.hostIp6}`)),
      );
      expect(orders(acme)).toBe(0);
    },
  },
  {
    title: "a CAA record forbids it",
    sampled: false,
    in: ready,
    run: async (box, acme) => {
      await writeAcmeAnswers(box, acme);
      acme.front.failValidation(problems.caaForbids(name));
      await fails(box, acme, /CAA/);
    },
  },
  {
    title: "a validation that takes its time succeeds",
    sampled: false,
    // Seconds: certbot asks again every few of them.
    in: { ...ready, validationSleep: 10 },
    run: async (box, acme) => {
      await writeAcmeAnswers(box, acme);
      exits(0, await acmeApply(box, acme));
      await expectTrusted(box, acme);
    },
  },
  {
    title: "the server dies before it finalizes; once it is back, the next apply succeeds",
    sampled: false,
    in: { ...ready, dieBeforeFinalize: true },
    run: async (box, acme) => {
      await writeAcmeAnswers(box, acme);
      const { stderr } = await fails(box, acme, /^Outside wss-setup: /m);
      expect(stderr, "the box is not to blame").not.toContain("port 80");
      expect(acme.front.requests().at(-1)).toMatch(/^POST \/finalize-order\//);
      await acme.front.revive();
      exits(0, await acmeApply(box, acme));
      await expectTrusted(box, acme);
    },
  },
  {
    title:
      "the proof fails after the certificate was issued: it is kept, the next apply takes it up, remove takes all",
    sampled: false,
    in: { variant: "plain" },
    run: async (box, acme) => {
      const before = await box.snapshot();
      await writeAcmeAnswers(box, acme);
      await loopback(box, "-A");
      const { stderr } = exits(1, await acmeApply(box, acme));
      await loopback(box, "-D");
      expect(stderr).toContain("The certificate that was issued is kept");
      const issued = await box.readFile(fetchedCertificate);
      const { packages, files } = await box.snapshot();
      expect(Object.keys(packages).filter((name) => name.includes("nginx"))).toEqual([]);
      expect(
        Object.keys(files).filter((path) => /^.etc.(nginx|wss-setup|ssl.*wss-setup)/.test(path)),
      ).toEqual([]);
      expect(exits(2, await box.wssSetup(["status"])).stdout).not.toContain(name);

      const ordered = orders(acme);
      exits(0, await acmeApply(box, acme));
      expect(await box.readFile(fetchedCertificate)).toBe(issued);
      // The rehearsal is an order of its own.
      expect(orders(acme)).toBe(ordered + 1);
      await expectTrusted(box, acme);
      exits(0, await acmeRun(box, acme, "remove", "--yes"));
      await expectAsBefore(box, before, ["nginx", "certbot"]);
    },
  },
  {
    title: "a certificate of the operator's own survives apply, rotate, undo and remove byte for byte",
    sampled: false,
    in: ready,
    run: async (box, acme) => {
      await ownLineage(box, acme);
      const before = await box.snapshot();
      const expectOwnKept = async () => {
        const changes = diffSnapshots(before, await box.snapshot());
        expect(changes.filter((line) => /^[~-] \/etc\/letsencrypt/.test(line))).toEqual([]);
      };
      await writeAcmeAnswers(box, acme);
      exits(0, await acmeApply(box, acme));
      await expectOwnKept();
      exits(0, await acmeRun(box, acme, "rotate", "--yes"));
      await expectOwnKept();
      exits(0, await acmeRun(box, acme, "undo", "--yes"));
      await expectOwnKept();
      exits(0, await acmeRun(box, acme, "remove", "--yes"));
      const changes = diffSnapshots(before, await box.snapshot());
      // Its requests and their keys certbot never takes away.
      expect(changes.filter((line) => !/^\+ \/etc\/letsencrypt\/(csr|keys)\//.test(line))).toEqual([]);
      expect(await servedFingerprint(box).catch(() => undefined)).toBeUndefined();
    },
  },
];

inBoxes("certbot faults", () => {
  const cells = suites.flatMap((suite: Suite) =>
    faults.map(({ title, sampled, in: where, run }) => ({
      title: `${suite}: ${title}`,
      sampled: sampled && suite === "bookworm",
      run: () => withAcme(run, { suite, ...where }),
    })),
  );
  matrix("certbot faults", cells);
});
