import { describe, expect, it } from "vitest";
import { backendTrust, systemRoots } from "../../src/core/backend-trust.ts";

const file = "/etc/ssl/certs/backend.pem";

describe("who a backend over TLS has to be", () => {
  it("is its host name, for the system's authorities", () => {
    expect(backendTrust("node.lan")).toEqual({ rootsFile: systemRoots, name: "node.lan" });
  });

  it.each([
    ["a name that the pinned certificate has", "node.lan", ["other.lan", "node.lan"], "node.lan"],
    [
      "an address: a name of the certificate, as not every proxy compares those",
      "10.0.0.7",
      ["10.0.0.7", "other.lan"],
      "other.lan",
    ],
    ["an address, and the certificate has no name", "10.0.0.7", ["10.0.0.8", "10.0.0.7"], "10.0.0.7"],
    ["a name that it has not: its own name counts", "localhost", ["10.0.0.7", "other.lan"], "other.lan"],
    ["a name that it has not, and it has an address alone", "localhost", ["10.0.0.7"], "10.0.0.7"],
    ["a name that its wildcard covers", "node.lan.example", ["*.lan.example"], "node.lan.example"],
    ["a name that its wildcard does not cover", "localhost", ["*.lan.example"], "wildcard.lan.example"],
    ["a name two labels below its wildcard", "a.b.lan.example", ["*.lan.example"], "wildcard.lan.example"],
    ["a root, which has no names", "node.lan", [], "node.lan"],
    [
      "names that are none",
      "node.lan",
      ["a b", "$host", "x;y", "a..b", "*.*.x", "node.lan\n", "fe80::1%eth0"],
      "node.lan",
    ],
    ["a name among those that are none", "node.lan", ["{env.HOME}", "_x.other-1.lan"], "_x.other-1.lan"],
  ])("%s", (_, host, names, name) => {
    expect(backendTrust(host, { file, names })).toEqual({ rootsFile: file, name });
  });
});
