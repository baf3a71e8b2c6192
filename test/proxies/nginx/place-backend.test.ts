import { describe, expect, it } from "vitest";
import type { BackendFacts, Facts } from "../../../src/core/facts.ts";
import { sha256 } from "../../../src/core/sha256.ts";
import { places } from "../../../src/proxies/nginx/places.ts";
import { planNginx } from "../../../src/proxies/nginx/plan-nginx.ts";
import { someAnswers } from "../../helpers/facts.ts";
import { boxWith, certificate } from "./site.ts";

const localhost = "ws://localhost:9944";
const loopback = ["127.0.0.1", "::1"];
const up = (more: Partial<BackendFacts>): BackendFacts => ({
  answers: true,
  kind: "echo",
  label: "echo",
  ...more,
});
const down = (more: Partial<BackendFacts> = {}): BackendFacts => ({
  answers: false,
  kind: "none",
  label: "does not answer",
  ...more,
});

function box(backends: Facts["backends"], site?: string, path: string = places.site): Facts {
  const there = {
    kind: "file",
    mode: 0o644,
    uid: 0,
    gid: 0,
    sha256: sha256(site ?? ""),
    text: site ?? "",
  } as const;
  return boxWith(path === places.dropIn ? { sites: "conf.d" } : {}, {
    backends,
    files: site === undefined ? {} : { [path]: there },
  });
}

function plan(facts: Facts, backend: readonly string[] = Object.keys(facts.backends)) {
  const { steps, warnings } = planNginx({ answers: { ...someAnswers, backend }, facts, certificate });
  const site = steps.find((step) => step.kind === "WriteFile");
  const content = site?.kind === "WriteFile" ? site.content : "";
  const servers = [...content.matchAll(/^ {4}server (.*)$/gm)].map(([, server]) => server);
  const [warning] = warnings.filter(({ id }) => id === "backend-found-by-dns");
  return { content, servers, warning, action: site?.action };
}

describe("where nginx finds the backend", () => {
  it.each([
    [localhost, up({ address: "127.0.0.1", local: loopback }), "127.0.0.1:9944; # ws://localhost:9944"],
    [localhost, up({ address: "::1", local: loopback }), "[::1]:9944; # ws://localhost:9944"],
    ["ws://backend.lan", up({ address: "10.0.0.7", local: ["10.0.0.7"] }), "10.0.0.7:80; # ws://backend.lan"],
    [
      "wss://backend.lan:9",
      up({ address: "10.0.0.7", local: ["10.0.0.7"] }),
      "10.0.0.7:9; # wss://backend.lan:9",
    ],
    ["ws://127.0.0.1:9944", up({}), "127.0.0.1:9944;"],
    ["ws://[::1]:9944", up({}), "[::1]:9944;"],
  ])("%s, answered by %o: at %s, and without a warning", (url, seen, server) => {
    const { servers, warning, content } = plan(box({ [url]: seen }));
    expect(servers).toEqual([server]);
    expect(warning).toBeUndefined();
    // The name is the backend's own all the same: its Host and its certificate go by it.
    expect(content).toContain(`proxy_set_header Host ${url.replace(/^wss?:\/\//, "")};`);
  });

  it("balances over places of all kinds", () => {
    const backends = { [localhost]: up({ address: "::1", local: loopback }), "ws://127.0.0.1:9945": up({}) };
    expect(plan(box(backends)).servers).toEqual([
      "[::1]:9944 max_fails=3 fail_timeout=10s; # ws://localhost:9944",
      "127.0.0.1:9945 max_fails=3 fail_timeout=10s;",
    ]);
  });

  it.each([places.site, places.dropIn])("stays as it is in %s while nobody answers", (path) => {
    for (const [first, second] of [
      ["::1", "127.0.0.1"],
      ["127.0.0.1", "::1"],
    ] as const) {
      const backends = {
        [localhost]: up({ address: first, local: loopback }),
        "ws://app.localhost": up({ address: second, local: loopback }),
      };
      const { content } = plan(box(backends, "", path));
      const later = {
        [localhost]: down({ local: loopback }),
        "ws://app.localhost": down({ local: loopback }),
      };
      expect(plan(box(later, content, path)).action).toBe("no-op");
    }
  });

  it("keeps Socket.IO's clients at one of several, also while none of them answers", () => {
    const urls = ["ws://127.0.0.1:3000", "ws://127.0.0.1:3001"];
    const all = (facts: BackendFacts) => Object.fromEntries(urls.map((url) => [url, facts]));
    const { content } = plan(box(all(up({ kind: "engine.io" }))));
    expect(content).toContain("    hash $remote_addr consistent;");
    expect(content).not.toContain("least_conn");
    expect(plan(box(all(down()), content)).action).toBe("no-op");
    const others = plan(box(all(up({})), content));
    expect(others.content).toContain("least_conn;");
    expect(others.content).not.toContain("hash $remote_addr");
  });

  it("is the first address of the name when nobody answers and nothing is written", () => {
    expect(plan(box({ [localhost]: down({ local: loopback }) })).servers).toEqual([
      "127.0.0.1:9944; # ws://localhost:9944",
    ]);
    expect(plan(box({}), [localhost]).servers).toEqual(["127.0.0.1:9944; # ws://localhost:9944"]);
  });

  it("follows the name to a new address of /etc/hosts, also while nobody answers", () => {
    const url = "ws://backend.lan:9944";
    const { content } = plan(box({ [url]: up({ address: "10.0.0.7", local: ["10.0.0.7"] }) }));
    expect(plan(box({ [url]: down({ local: ["10.0.0.8"] }) }, content)).servers).toEqual([
      `10.0.0.8:9944; # ${url}`,
    ]);
  });

  it("warns of a name that only DNS knows, with what to write instead", () => {
    const plain = plan(box({ "ws://backend.lan:9944": up({ address: "2001:db8::7" }) }));
    expect(plain.servers).toEqual(["backend.lan:9944;"]);
    expect(plain.warning?.text).toMatch(/^nginx looks backend\.lan up when it starts.* does not start/);
    expect(plain.warning?.next).toBe("Write the address instead: backend: ws://[2001:db8::7]:9944");
    const overTls = plan(box({ "wss://backend.lan": up({ address: "10.0.0.7" }) }));
    expect(overTls.warning?.next).toBe(
      "Write the address into /etc/hosts (10.0.0.7 backend.lan), then run this again",
    );
  });
});
