import { expect, test } from "vitest";
import { realEnvironment } from "../src/environment.ts";
import { MemoryHost } from "../src/host/memory-host.ts";
import { observe } from "../src/observe.ts";
import { someAnswers } from "./helpers/facts.ts";
import { makeMaterial } from "./proxies/live/material.ts";

test("a backend that has the endpoint's own certificate: pinning it does not hide that the key belongs to it", async () => {
  const [certificateFile, keyFile] = ["/srv/pair.crt", "/srv/pair.key"];
  const { certificate, key } = await makeMaterial(someAnswers.names);
  const files = { [certificateFile]: certificate, [keyFile]: { content: key, mode: 0o600 } };
  const answers = {
    ...someAnswers,
    certificate: { source: "files", certificateFile, keyFile },
    backend: ["wss://127.0.0.1:9944"],
    backendCertificate: certificateFile,
  } as const;
  const { facts } = await observe(await realEnvironment(new MemoryHost({ files })), answers, undefined);
  expect(facts.certificates[certificateFile]).toMatchObject({ names: someAnswers.names, keyMatches: true });
});
