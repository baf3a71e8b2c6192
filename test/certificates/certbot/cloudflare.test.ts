import { expect, it } from "vitest";
import { isCloudflare } from "../../../src/certificates/certbot/cloudflare.ts";

it.each([
  "104.16.0.1",
  "104.27.255.255",
  "172.64.0.0",
  "172.71.255.255",
  "131.0.75.255",
  "2606:4700::6810:1",
  "2a06:98c7::1",
])("%s is Cloudflare's", (address) => expect(isCloudflare(address)).toBe(true));

it.each([
  "104.15.255.255",
  "104.28.0.0",
  "172.63.255.255",
  "131.0.76.0",
  "203.0.113.10",
  "2606:4701::1",
  "2a06:98c8::1",
])("%s is not", (address) => expect(isCloudflare(address)).toBe(false));
