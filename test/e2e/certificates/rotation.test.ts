import { expect } from "vitest";
import type { Acme } from "../../helpers/acme/acme.ts";
import { makeLeaf, makeRoot, type Pair } from "../../helpers/authority/root.ts";
import type { Box } from "../../helpers/box/box.ts";
import { suites } from "../../helpers/box/golden.ts";
import { openLiveSockets } from "../../helpers/client/live-sockets.ts";
import { matrix } from "../../helpers/matrix.ts";
import {
  acmeApply,
  acmeNames,
  acmeRun,
  servedFingerprint,
  withAcme,
  writeAcmeAnswers,
} from "../helpers/acme-box.ts";
import { exits, name, setUp } from "../helpers/endpoint.ts";
import { inBoxes } from "../helpers/in-boxes.ts";

/** A way to a new certificate: from an endpoint with an old one, by one act. */
type Way = {
  readonly title: string;
  /** In bookworm it runs always. */
  readonly sampled: boolean;
  readonly setUp: (box: Box, acme: Acme) => Promise<unknown>;
  readonly rotate: (box: Box, acme: Acme) => Promise<unknown>;
};

/** The default limits are for one client an address; 200 of them come from one here. */
const limits = "limits: false\n";
const pair = { certificateFile: "/srv/tls/node.crt", keyFile: "/srv/tls/node.key" };

async function setUpCertbot(box: Box, acme: Acme): Promise<void> {
  await writeAcmeAnswers(box, acme, { limits: false });
  exits(0, await acmeApply(box, acme));
}

async function rotate(box: Box, acme: Acme): Promise<void> {
  exits(0, await acmeRun(box, acme, "rotate", "--yes"));
}

/** As on the day on which the script finds the certificate due. */
async function timerComes(box: Box): Promise<void> {
  await box.run([
    "sed",
    "-i",
    "s/^renew_within=.*/renew_within=999999999/",
    "/usr/local/lib/wss-setup/renew",
  ]);
  await box.run(["systemctl", "start", "wss-setup-renew.service"]);
}

async function placePair(box: Box, { certificate, key }: Pair): Promise<void> {
  await box.writeFile(pair.certificateFile, certificate);
  await box.writeFile(pair.keyFile, key, "0600");
}

function fromRoot(box: Box): Pair {
  const names = [name, box.ip4, box.ip6];
  return makeLeaf(makeRoot(names), names);
}

const ways: readonly Way[] = [
  { title: "certbot: rotate", sampled: true, setUp: setUpCertbot, rotate },
  {
    title: "certbot: its own renewal, which arrives through the hook",
    sampled: false,
    setUp: setUpCertbot,
    rotate: (box, { env }) => {
      const renew = [
        "certbot",
        "renew",
        "--force-renewal",
        "--no-random-sleep-on-renew",
        "--non-interactive",
      ];
      return box.run(renew, { env });
    },
  },
  {
    title: "from self-signed to certbot: apply",
    sampled: false,
    setUp: (box) => setUp(box, limits),
    rotate: setUpCertbot,
  },
  { title: "self-signed: rotate", sampled: false, setUp: (box) => setUp(box, limits), rotate },
  {
    title: "self-signed: the timer, without this program",
    sampled: false,
    setUp: (box) => setUp(box, limits),
    rotate: timerComes,
  },
  {
    title: "own-ca: rotate",
    sampled: false,
    setUp: (box) => setUp(box, `${limits}certificate: { source: own-ca }\n`),
    rotate,
  },
  {
    title: "own-ca: the timer, without this program",
    sampled: false,
    setUp: (box) => setUp(box, `${limits}certificate: { source: own-ca }\n`),
    rotate: timerComes,
  },
  {
    title: "files: another pair in their place, and rotate",
    sampled: false,
    setUp: async (box) => {
      await placePair(box, fromRoot(box));
      await setUp(box, `${limits}certificate: ${JSON.stringify({ source: "files", ...pair })}\n`);
    },
    rotate: async (box, acme) => {
      await placePair(box, fromRoot(box));
      await rotate(box, acme);
    },
  },
];

/** Fails unless clients outside see a new certificate, and none of 200 sockets was dropped or lost a message. */
async function expectNobodyDropped(
  box: Box,
  acme: Acme,
  { setUp: prepare, rotate: act }: Way,
): Promise<void> {
  await prepare(box, acme);
  const old = await servedFingerprint(box);
  const live = await openLiveSockets({ ip: box.ip4, host: acmeNames[0] });
  await live.rounds(2);
  await act(box, acme);
  await expect.poll(() => servedFingerprint(box)).not.toBe(old);
  await live.rounds(2);
  expect(await live.stop()).toMatchObject({ opened: 200, dropped: 0, lost: 0 });
}

inBoxes("rotation under 200 live sockets drops none and loses nothing", () => {
  const cells = suites.flatMap((suite) =>
    ways.map((way) => ({
      title: `${suite}: nginx: ${way.title}`,
      sampled: way.sampled && suite === "bookworm",
      run: () =>
        withAcme((box, acme) => expectNobodyDropped(box, acme, way), { suite, variant: "certbot-installed" }),
    })),
  );
  matrix("rotation under live sockets", cells);
});
