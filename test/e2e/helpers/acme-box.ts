import { expect } from "vitest";
import { type Acme, type AcmeOptions, startAcme } from "../../helpers/acme/acme.ts";
import type { Box, BoxOptions } from "../../helpers/box/box.ts";
import type { CommandResult } from "../../helpers/box/command.ts";
import { echoOver } from "../../helpers/client/websocket.ts";
import { answersFile } from "./endpoint.ts";
import { withBox } from "./in-boxes.ts";

export const acmeNames = ["node.example.com", "rpc.example.com"];
export const fetchedCertificate = "/etc/letsencrypt/live/wss-setup/fullchain.pem";

/** Lends a box with an ACME server of its own, to which every name leads; see `startAcme`. */
export async function withAcme(
  work: (box: Box, acme: Acme) => Promise<void>,
  options: Partial<BoxOptions> & AcmeOptions = {},
): Promise<void> {
  const { suite, variant, name, ...lab } = options;
  const given = { ...(suite && { suite }), ...(variant && { variant }), ...(name && { name }) };
  await withBox(given, async (box) => {
    const acme = await startAcme(box, lab);
    try {
      await work(box, acme);
    } finally {
      await acme.stop();
    }
  });
}

/** Answers for a certificate of the lab's authority; `more` is laid over them. */
export async function writeAcmeAnswers(
  box: Box,
  acme: Acme,
  { certificate = {}, ...more }: { readonly certificate?: object } & Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const answers = {
    backend: "ws://127.0.0.1:9944",
    names: acmeNames,
    certificate: { source: "certbot", agreeTerms: true, server: acme.directory, ...certificate },
    ...more,
  };
  await box.writeFile(answersFile, JSON.stringify(answers));
}

/** A verb of the program, with the variables under which certbot trusts the lab. */
export function acmeRun(box: Box, acme: Acme, ...args: readonly string[]): Promise<CommandResult> {
  return box.wssSetup(args, { env: acme.env });
}

export function acmeApply(box: Box, acme: Acme): Promise<CommandResult> {
  return acmeRun(box, acme, "apply", "-a", answersFile, "--yes");
}

/** Fails unless a client that trusts this authority alone gets its echo under every name, over both families. */
export async function expectTrusted(
  box: Box,
  acme: Acme,
  names: readonly string[] = acmeNames,
): Promise<void> {
  const ca = await acme.roots();
  for (const host of names) {
    for (const ip of [box.ip4, box.ip6]) {
      const report = await echoOver({ ip, host, ca, timeout: 5_000 });
      expect(report).toMatchObject({ status: 101, echo: "hello" });
    }
  }
}

/** What a client outside is shown under a name. */
export async function servedFingerprint(box: Box, host = acmeNames[0] ?? ""): Promise<string | undefined> {
  return (await echoOver({ ip: box.ip4, host, timeout: 5_000 })).session?.fingerprint;
}

/** How many orders the authority got. */
export function orders(acme: Acme): number {
  return acme.front.requests().filter((request) => request === "POST /order-plz").length;
}
