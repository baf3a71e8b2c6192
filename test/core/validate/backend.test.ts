import { describe, expect, it } from "vitest";
import { isOwnEndpoint, parseBackend, validateForeignBackend } from "../../../src/core/backend-url.ts";
import { validateBackend } from "../../../src/core/validate/backend.ts";

describe("backends that are taken", () => {
  it.each([
    ["ws://127.0.0.1:9944", "ws://127.0.0.1:9944"],
    ["WS://LocalHost:9944/", "ws://localhost:9944"],
    ["wss://rpc.example.com", "wss://rpc.example.com"],
    ["wss://rpc.example.com:443", "wss://rpc.example.com"],
    ["http://rpc.example.com:443", "http://rpc.example.com:443"],
    ["https://[2001:DB8:0::1]:8443", "https://[2001:db8::1]:8443"],
    ["ws://[::1]", "ws://[::1]"],
    ["ws://127.0.0.1:1", "ws://127.0.0.1:1"],
    ["ws://127.0.0.1:65535", "ws://127.0.0.1:65535"],
  ])("%s", (text, value) => {
    expect(validateBackend(text)).toEqual({ ok: true, value });
  });
});

describe("backends that are refused, each with its own line", () => {
  const schemes = "a backend begins with ws://, wss://, http:// or https://";
  it.each([
    ["", "a backend is missing; give one such as ws://127.0.0.1:9944."],
    ["ws://127.0.0.1:0", "Port 0 is not a number from 1 to 65535."],
    ["ws://127.0.0.1:65536", "Port 65536 is not a number from 1 to 65535."],
    ["ws://127.0.0.1:80a", "Port 80a is not a number from 1 to 65535."],
    ["ws://127.0.0.1:09944", "Port 09944 is not a number from 1 to 65535."],
    ["ws://127.0.0.1:", "Port  is not a number from 1 to 65535."],
    ["ws://127.0.0.1:80\n", "Port 80\\n is not a number from 1 to 65535."],
    ["ws://[::1]:99999", "Port 99999 is not a number from 1 to 65535."],
    ["127.0.0.1:9944", `127.0.0.1:9944: ${schemes}; did you mean ws://127.0.0.1:9944?`],
    ["9944", `9944: ${schemes}; did you mean ws://127.0.0.1:9944?`],
    ["-x", `-x: ${schemes}.`],
    [
      "tcp://127.0.0.1:9944",
      "tcp://127.0.0.1:9944: tcp:// is not served; a backend is ws, wss, http or https.",
    ],
    [
      "constructor://a:1",
      "constructor://a:1: constructor:// is not served; a backend is ws, wss, http or https.",
    ],
    ["ws://:9944", "the host is missing."],
    ["ws://127.1:9944", "127.1 is no address; did you mean 127.0.0.1?"],
    ["ws://0x7f.1:9944", "0x7f.1 is no address; did you mean 127.0.0.1?"],
    ["ws://0.0.0.0:9944", "0.0.0.0: this stands for every address of a box; write one of them."],
    ["ws://my_node:9944", "my_node: a name has letters, digits, - and dots."],
    ["ws://a;b:9944", "a;b: a name has letters, digits, - and dots."],
    ["ws://a b:9944", "a b: a name has letters, digits, - and dots."],
    ["ws://$host:9944", "$host: a name has letters, digits, - and dots."],
    ["ws://-a:9944", "-a: a name cannot begin with a hyphen."],
    ["ws://node.example.com.:9944", "node.example.com.: leave the dot at the end out."],
    ["ws://::1:9944", "Put the IPv6 address in brackets, such as ws://[::1]:9944."],
    ["ws://2001:db8::1", "Put the IPv6 address in brackets, such as ws://[::1]:9944."],
    ["ws://[127.0.0.1]:9944", "[127.0.0.1] is no IPv6 address."],
    ["ws://[::1:9944", "[::1:9944 is no IPv6 address."],
    [
      "ws://127.0.0.1:9944/ws",
      "ws://127.0.0.1:9944/ws: leave the path /ws out; clients' paths are passed on.",
    ],
    [
      "ws://127.0.0.1:9944/?token=abc",
      "ws://127.0.0.1:9944/?…: leave the query out; clients' queries are passed on.",
    ],
    ["ws://127.0.0.1:9944#x", "ws://127.0.0.1:9944?…: leave the part from # on out."],
  ])("%j", (text, message) => {
    expect(validateBackend(text)).toEqual({ ok: false, message });
  });

  it.each([
    "ws://user:secret@127.0.0.1:9944",
    "tcp://user:secret@127.0.0.1:9944",
    "user:secret@127.0.0.1",
    "ws://127.0.0.1:9944/x?secret",
    "ws://a@secret@b:1",
    "ws://a:secret/secret@b:1",
    "ws://a:secret?secret@b:1",
    "a:/secret/secret@b:1",
  ])("%s is refused without repeating the secret", (text) => {
    const verdict = validateBackend(text);
    expect(verdict.ok).toBe(false);
    expect(JSON.stringify(verdict)).not.toContain("secret");
  });
});

describe("a backend that is the endpoint itself", () => {
  const context = { names: ["node.example.com"], addresses: ["203.0.113.10", "2001:db8:0::10"] };

  it.each([
    "wss://node.example.com",
    "ws://node.example.com",
    "http://node.example.com:443",
    "ws://127.0.0.1",
    "ws://127.9.9.9:443",
    "wss://localhost",
    "wss://[::1]",
    "wss://203.0.113.10",
    "ws://[2001:db8::10]:80",
  ])("%s", (url) => {
    expect(isOwnEndpoint(url, context)).toBe(true);
    expect(validateForeignBackend(url, context)).toEqual({
      ok: false,
      message: "That is this proxy itself.",
    });
  });

  it.each([
    "ws://127.0.0.1:9944",
    "wss://other.example.com",
    "ws://node.example.com:9944",
    "wss://203.0.113.11",
  ])("%s is another server", (url) => {
    expect(validateForeignBackend(url, context)).toEqual({ ok: true, value: url });
  });
});

it("cuts a backend in the parts that configurations need", () => {
  expect(parseBackend("ws://127.0.0.1:9944")).toEqual({
    url: "ws://127.0.0.1:9944",
    tls: false,
    host: "127.0.0.1",
    port: 9944,
  });
  expect(parseBackend("https://[2001:db8::1]")).toEqual({
    url: "https://[2001:db8::1]",
    tls: true,
    host: "2001:db8::1",
    port: 443,
  });
  expect(parseBackend("http://a.example")).toMatchObject({ tls: false, port: 80 });
  expect(parseBackend("wss://a.example:444")).toMatchObject({ tls: true, port: 444 });
  expect(() => parseBackend("a.example")).toThrow("not a validated backend");
});
