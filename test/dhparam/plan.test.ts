import { describe, expect, test } from "vitest";
import type { DhParamAnswer } from "../../src/core/answers.ts";
import type { FileFacts } from "../../src/core/facts.ts";
import { sha256 } from "../../src/core/sha256.ts";
import { standardGroups } from "../../src/dhparam/groups.ts";
import { decodeDhParam, dhParamText } from "../../src/dhparam/pem.ts";
import { dhParamFile, planDhParam } from "../../src/dhparam/plan.ts";
import { answersWith, factsWith } from "../certificates/fixtures.ts";

function planned(dhparam: DhParamAnswer, text?: string) {
  const file: FileFacts =
    text === undefined
      ? { kind: "absent" }
      : { kind: "file", mode: 0o644, uid: 0, gid: 0, sha256: sha256(text), text };
  return planDhParam(answersWith({ tls: { dhparam } }), factsWith({ files: { [dhParamFile]: file } }));
}

/** Odd and long enough; the plan does not prove primes, whoever made the file did. */
const ownPrime = (1n << 2047n) + 1n;

describe("a standard group", () => {
  test.each(["ffdhe2048", "ffdhe3072", "ffdhe4096"] as const)(
    "%s is written as a public file that says who wrote it",
    (id) => {
      const { steps, file } = planned(id);
      expect(file).toBe("/etc/ssl/certs/wss-setup-dhparam.pem");
      const [parent, folder, step] = steps;
      expect([parent?.id, folder?.id]).toEqual(["folder:/etc/ssl", "folder:/etc/ssl/certs"]);
      if (step?.kind !== "WriteFile") throw new Error("a file was expected");
      expect(step).toMatchObject({ path: dhParamFile, action: "create", mode: 0o644, undo: "exact" });
      expect(step.content).toMatch(/^# Written by wss-setup: .*\n-----BEGIN DH PARAMETERS-----\n/);
      expect(decodeDhParam(step.content)).toEqual(standardGroups[id]);
    },
  );

  test("is left alone when it is there", () => {
    const step = planned("ffdhe2048").steps.at(-1);
    const content = step?.kind === "WriteFile" ? step.content : "";
    expect(planned("ffdhe2048", content).steps.at(-1)?.action).toBe("no-op");
    expect(planned("ffdhe3072", content).steps.at(-1)?.action).toBe("update");
  });
});

describe("a prime of the box's own", () => {
  test("is looked for where there is none", () => {
    expect(planned("generate").steps.at(-1)).toMatchObject({
      kind: "WriteDhParam",
      path: dhParamFile,
      bits: 2048,
      action: "create",
      undo: "exact",
    });
  });

  test("is kept once it is there", () => {
    expect(planned("generate", dhParamText(ownPrime, 2n, "test")).steps.at(-1)?.action).toBe("no-op");
  });

  test.each([
    ["a standard group", dhParamText(standardGroups.ffdhe2048.prime, 2n, "test")],
    ["a short prime", dhParamText((1n << 1023n) + 1n, 2n, "test")],
    ["garbage", "no parameters"],
  ])("replaces %s", (_, text) => {
    expect(planned("generate", text).steps.at(-1)?.action).toBe("update");
  });
});

test("none means no step and no file", () => {
  expect(planned("none")).toEqual({ steps: [] });
});
