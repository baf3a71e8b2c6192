import { expect, it } from "vitest";
import { links, places } from "../../../src/certificates/certbot/places.ts";
import { createDirectory } from "../../../src/core/build-step.ts";
import type { Step } from "../../../src/core/step.ts";
import { realEnvironment } from "../../../src/environment.ts";
import { MemoryHost } from "../../../src/host/memory-host.ts";
import { runPlan } from "../../../src/interpreters/apply/run-plan.ts";
import { installation, type Session, withSession } from "../../../src/session.ts";
import { type TakeBack, takeBack } from "../../../src/take-back.ts";
import { emptyBox, planOf } from "../../helpers/facts.ts";

const why = "for the test";
const base = { why, undo: "exact" } as const;

const prepare = createDirectory(emptyBox, { path: places.hooks, mode: 0o755, why });
const issue: Step = {
  ...base,
  kind: "IssueCertificate",
  id: "certificate",
  title: "a certificate",
  action: "create",
  source: "certbot",
  names: ["node.example.com"],
  key: "ecdsa",
  certificateFile: places.certificate,
  keyFile: places.key,
  order: { server: "https://acme.example/dir", own: [], program: "certbot" },
};
const prove: Step = {
  ...base,
  kind: "ValidateConfig",
  id: "test",
  title: "the test that fails",
  action: "update",
  proxy: "nginx",
  test: { argv: ["false"] },
};

/** certbot, as far as a lineage comes and goes, and a proxy that takes no configuration. */
function freshBox(): MemoryHost {
  return new MemoryHost({
    files: { "/etc/letsencrypt/cli.ini": "" },
    run: ([program, verb], _, host) => {
      if (program === "false") return { code: 1 };
      if (program !== "certbot") return undefined;
      if (verb === "certonly") {
        for (const path of links)
          host.place(path, { target: path.replace(places.live, "../../archive/wss-setup") });
        host.place(places.renewal, "version = 2.1.0\n");
        host.place(`${places.hooks}/post`, { folder: true });
      }
      if (verb === "delete") for (const path of [places.live, places.renewal]) host.displace(path);
      return { code: 0 };
    },
  });
}

function inSession<T>(host: MemoryHost, work: (session: Session) => Promise<T>): Promise<T> {
  return realEnvironment(host).then((environment) => withSession(environment, () => {}, work));
}

async function run(host: MemoryHost, steps: readonly Step[]): Promise<void> {
  const plan = planOf(steps);
  const { signal } = new AbortController();
  await inSession(host, (session) =>
    runPlan(plan, { ...session, facts: emptyBox, verb: "apply", version: "0.0.0", signal }),
  );
}

/** A run that was given a certificate and failed afterwards. */
async function failedBox(): Promise<MemoryHost> {
  const host = freshBox();
  await expect(run(host, [prepare, issue, prove])).rejects.toMatchObject({
    exitCode: 1,
    message: expect.stringMatching(
      /Everything was taken back, but this is kept: .*a certificate.* wss-setup undo --yes$/,
    ),
  });
  return host;
}

it("what a failed run keeps on purpose is no fault, and no endpoint", async () => {
  const host = await failedBox();
  expect(await host.list(places.live)).toHaveLength(4);
  expect(await inSession(host, async ({ journal }) => installation(journal))).toBeUndefined();
});

it.each<TakeBack>(["undo", "remove"])("%s takes it", async (what) => {
  const host = await failedBox();
  await inSession(host, (session) => takeBack(session, what));
  expect(host.toJSON()).toEqual(freshBox().toJSON());
});

it("remove takes it with what a later run made of it, undo takes that alone", async () => {
  const host = (await failedBox()).clone({ now: new Date("2026-12-01T06:00:00Z") });
  const later = createDirectory(emptyBox, { path: "/etc/proxy", mode: 0o755, why });
  await run(host, [later]);
  expect(await inSession(host, async ({ journal }) => installation(journal))).toMatchObject({
    paths: { "/etc/proxy": {} },
  });
  const removed = host.clone();
  await inSession(removed, (session) => takeBack(session, "remove"));
  expect(removed.toJSON()).toEqual(freshBox().toJSON());

  await inSession(host, (session) => takeBack(session, "undo"));
  expect(await host.stat("/etc/proxy")).toBeUndefined();
  expect(await host.list(places.live)).toHaveLength(4);
});
