import { expect, it } from "vitest";
import { realEnvironment } from "../../src/environment.ts";
import { MemoryHost } from "../../src/host/memory-host.ts";
import { readAnswers } from "../../src/verbs/read-answers.ts";

it("without a file and a backend there is a way on", async () => {
  const environment = await realEnvironment(new MemoryHost({ run: () => ({ code: 0 }) }));
  await expect(readAnswers(environment, {}, [])).rejects.toMatchObject({
    exitCode: 64,
    message: expect.stringMatching(/^backend: missing/),
    next: expect.stringMatching(/-a answers\.yaml, .*--backend ws:/),
  });
});
