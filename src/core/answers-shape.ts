import * as z from "zod";
import type { Answers } from "./answers.ts";
import { certificateSchema } from "./certificate-schema.ts";
import { group, list, number, numberOrOff, text, word, wrong, yesOrNo } from "./schema-fields.ts";
import { validateBackend } from "./validate/backend.ts";
import { durationRange, validateDuration } from "./validate/duration.ts";
import { validateNameUnattended } from "./validate/name.ts";
import { validateOrigin } from "./validate/origin.ts";
import { validatePath } from "./validate/path.ts";
import type { Verdict } from "./validate/verdict.ts";
import { burstRange, connectionsRange, rateRange } from "./validate/whole-number.ts";

const most = 100;
const backend = text(validateBackend, "an address such as ws://127.0.0.1:9944.");
const timeout = text(validateDuration, "a time such as 90s or 1d.");
const outOfRange = { error: ({ input }: { input?: unknown }) => refusal(validateDuration(String(input))) };
const seconds = z.int().min(durationRange.min, outOfRange).max(durationRange.max, outOfRange);

/** The fields of `tls`. */
export const tlsSchema = group({
  profile: word(["intermediate", "modern", "compatible"])
    .default("intermediate")
    .describe(
      "intermediate: TLS 1.2 and 1.3; modern: 1.3 only; compatible: 1.2 and 1.3 with older ciphers too.",
    ),
  dhparam: word(["ffdhe2048", "ffdhe3072", "ffdhe4096", "generate", "none"])
    .default("ffdhe2048")
    .describe("Key exchange file: a standard group of RFC 7919, generate for one of your own, or none."),
});

/** The fields of `limits`. */
export const limitsSchema = group({
  connectionsPerIp: numberOrOff(connectionsRange)
    .default(50)
    .describe("Open WebSockets of one client address; false: no limit."),
  handshakesPerSecond: numberOrOff(rateRange)
    .default(10)
    .describe("New WebSockets a second of one client address; false: no limit."),
  burst: number(burstRange).default(20).describe("How many new WebSockets above that rate may come at once."),
});

/** Every field of an answers file, as it may be written; the output is the normal form. */
export const answersShape = {
  backend: z
    .union([backend.transform((url) => [url]), list(backend, "ws://127.0.0.1:9944", most).transform(unique)])
    .describe(
      "The WebSocket server to publish: a ws, wss, http or https address, or a list that is balanced.",
    ),
  backendCertificate: text(validatePath, "a path such as /etc/ssl/certs/backend.pem.")
    .optional()
    .describe(
      "PEM file that a wss or https backend is held to in place of the system's authorities: its own self-signed certificate, or the root that signed it.",
    ),
  names: list(text(validateNameUnattended, "a name such as node.example.com."), "node.example.com", most)
    .transform(unique)
    .describe("The domain names and IP addresses that clients connect to."),
  proxy: word(["nginx", "apache", "haproxy", "caddy", "embedded"])
    .default("nginx")
    .describe("The program that carries the connections."),
  certificate: certificateSchema.prefault({}).describe("Where the certificate comes from."),
  tls: tlsSchema.prefault({}).describe("How connections are encrypted."),
  limits: z
    .union([
      z.literal(false, {
        error: ({ input }) => wrong(input, 'false, or fields such as "connectionsPerIp: 50".'),
      }),
      limitsSchema,
    ])
    .prefault({})
    .describe(
      "Limits for one client address, or false for none. They count WebSocket handshakes, not plain HTTP.",
    ),
  origins: z
    .union([
      z.literal("any", {
        error: ({ input }) => wrong(input, "any, or a list such as [https://app.example.com]."),
      }),
      list(
        text(validateOrigin, "an origin such as https://app.example.com."),
        "https://app.example.com",
        most,
      ).transform(unique),
    ])
    .prefault("any")
    .describe(
      "Web pages that may connect: any, or a list of Origin values. Programs that send no Origin always pass.",
    ),
  redirectHttp: yesOrNo().default(true).describe("Send visitors on http:// to https://."),
  idleTimeout: z
    .union([timeout, seconds])
    .prefault("1d")
    .describe("A connection that is silent for so long is closed: 90s, 15m, 2h, 1d, or plain seconds."),
  firewall: word(["auto", "iptables", "ufw", "firewalld", "none"])
    .default("auto")
    .describe(
      "Which firewall to open ports 80 and 443 in; auto: the one that rules this box; none: leave it alone.",
    ),
  monitoring: yesOrNo().default(false).describe("Publish figures for monitoring on this box."),
  landingPage: z
    .union([z.literal("auto", { error: ({ input }) => wrong(input, "auto, true or false.") }), z.boolean()])
    .default("auto")
    .describe("A page that tests the connection from a browser; auto: on for self-signed and own-ca."),
};

/** The one schema that wizard, flags and file all fill; its output is type-checked to be `Answers`. */
export const answersSchema: z.ZodType<Answers> = group(answersShape);

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}

function refusal(verdict: Verdict<unknown>): string {
  return verdict.ok ? "" : verdict.message;
}
