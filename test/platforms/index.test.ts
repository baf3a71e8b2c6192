import { describe, expect, it } from "vitest";
import type { PlatformFacts } from "../../src/core/facts.ts";
import { platformSupport } from "../../src/platforms/index.ts";
import { platforms } from "../../src/platforms/platforms.ts";

const facts = (id: string, version: string, like: readonly string[] = []): PlatformFacts => ({
  id,
  version,
  like,
  codename: "",
  pretty: `${id} ${version}`,
  architecture: "amd64",
});

describe("the platforms", () => {
  it.each(platforms)("$title is supported without a warning", (platform) => {
    expect(platformSupport(facts(platform.id, platform.version))).toEqual({
      supported: true,
      platform,
      warnings: [],
    });
  });

  it("know where Caddy is missing", () => {
    const lacking = platforms.filter(({ lacks }) => lacks.includes("caddy")).map(({ title }) => title);
    expect(lacking).toEqual(["Debian 11", "Ubuntu 22.04"]);
  });

  it("take a derivative for the newest release of its nearest relative, with a warning", () => {
    const mint = platformSupport(facts("linuxmint", "22", ["ubuntu", "debian"]));
    expect(mint).toMatchObject({
      supported: true,
      platform: { id: "ubuntu" },
      warnings: [{ id: "platform-untried" }],
    });
    const raspbian = platformSupport(facts("raspbian", "12", ["debian"]));
    expect(raspbian).toMatchObject({ supported: true, platform: { id: "debian" } });
  });

  it.each([
    facts("debian", "10"),
    facts("ubuntu", "20.04"),
    facts("fedora", "42"),
    facts("rocky", "9", ["rhel", "fedora"]),
  ])("refuse $id $version, and say what would do", (platform) => {
    const support = platformSupport(platform);
    expect(support).toMatchObject({ supported: false });
    expect(support).toHaveProperty("reason", expect.stringContaining("Debian 12"));
  });
});
