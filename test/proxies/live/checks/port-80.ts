import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "vitest";
import { challengeRoot } from "../../../../src/core/paths.ts";
import { answersStrangers, passesChallengesOn } from "../../differences.ts";
import type { Check } from "../describe-live.ts";
import { name } from "../endpoint.ts";

const challenges = "/.well-known/acme-challenge";

export const port80: Check = (scene, { everySuite, oneSuite }) => {
  everySuite("sends plain HTTP to https and spares the challenge path", async () => {
    const { place, plain, get, raw } = await scene.serve();
    const redirect = await get(plain({ path: "/a?b" }));
    expect(redirect.status).toBe(301);
    expect(redirect.headers.location).toBe(`https://${name}:${place.ports.https}/a?b`);
    const token = join(place.folder, challengeRoot, challenges, "token");
    mkdirSync(dirname(token), { recursive: true });
    writeFileSync(token, "proof");
    const challenge = await get(plain({ path: `${challenges}/token` }));
    expect(challenge).toMatchObject(
      passesChallengesOn(scene) ? { status: 404 } : { status: 200, body: "proof" },
    );
    expect((await get(plain({ path: `${challenges}/other` }))).status).toBe(404);
    const stranger = await raw(["GET / HTTP/1.1", "Host: other.example.com"], plain());
    expect(stranger.status).toBe(answersStrangers(scene) ? 421 : 0);
  });

  oneSuite("leaves port 80 alone when nobody wants it", async () => {
    const { get, plain } = await scene.serve({ answers: { redirectHttp: false } });
    await expect(get(plain())).rejects.toThrow("ECONNREFUSED");
  });
};
