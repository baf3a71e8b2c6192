import { expect, it } from "vitest";
import { realEnvironment } from "../../src/environment.ts";
import { MemoryHost } from "../../src/host/memory-host.ts";
import { readAnswers } from "../../src/verbs/read-answers.ts";

it.each([
  ["on a fresh box", {}, /-a answers\.yaml, .*--backend ws:/],
  [
    "on one that is set up",
    { "/etc/wss-setup/answers.yaml": { content: "" } },
    /-a \/etc\/wss-setup\/answers\.yaml, .*--backend ws:/,
  ],
])("without a file and a backend there is a way on %s", async (_where, files, next) => {
  const environment = await realEnvironment(new MemoryHost({ files, run: () => ({ code: 0 }) }));
  await expect(readAnswers(environment, {}, [])).rejects.toMatchObject({
    exitCode: 64,
    message: expect.stringMatching(/^backend: missing/),
    next: expect.stringMatching(next),
  });
});

it.each([
  ["names", { backend: ["ws://127.0.0.1:9944"] }, "the same with --name NAME"],
  [
    "certificate.agreeTerms",
    { backend: ["ws://127.0.0.1:9944"], name: ["node.example.com"], certificate: "certbot" },
    "the same with --agree-terms",
  ],
  [
    "certificate.certificateFile",
    { backend: ["ws://127.0.0.1:9944"], name: ["node.example.com"], certificate: "files" },
    "the same with --certificate-file PATH",
  ],
  // Whoever named the flag knows it.
  ["--name", { backend: ["ws://127.0.0.1:9944"], name: ["-x"] }, undefined],
])("who uses flags is told the flag of %s", async (field, values, next) => {
  const environment = await realEnvironment(new MemoryHost({ run: () => ({ code: 0 }) }));
  await expect(readAnswers(environment, values, [])).rejects.toMatchObject({
    exitCode: 64,
    message: expect.stringMatching(new RegExp(`^${field}: `)),
    next,
  });
});

it("who writes a file is told of the file alone", async () => {
  const files = { "/srv/answers.yaml": { content: "backend: ws://127.0.0.1:9944\n" } };
  const environment = await realEnvironment(new MemoryHost({ files, run: () => ({ code: 0 }) }));
  await expect(readAnswers(environment, { answers: "/srv/answers.yaml" }, [])).rejects.toMatchObject({
    message: "names: missing; write a list, such as [node.example.com].",
    next: undefined,
  });
});
