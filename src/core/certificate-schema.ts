import * as z from "zod";
import { group, number, text, word, wrong, yesOrNo } from "./schema-fields.ts";
import { validateAcmeServer } from "./validate/acme-server.ts";
import { validateEmail } from "./validate/email.ts";
import { validatePath } from "./validate/path.ts";
import { daysRange } from "./validate/whole-number.ts";

const key = () => word(["rsa", "ecdsa"]);
const days = number(daysRange).default(365).describe("How many days the certificate lasts.");
const path = (example: string) => text(validatePath, `a path such as ${example}.`);

/** One group of fields a source; `source` may be left out for the first. */
export const certificateSources = {
  "self-signed": group({
    source: z
      .literal("self-signed")
      .optional()
      .transform(() => "self-signed" as const)
      .describe("Made here; each client must be told to trust it. The default."),
    key: key().default("rsa").describe("Kind of key: rsa (2048 bits) or ecdsa (P-256)."),
    days,
  }),
  certbot: group({
    source: z.literal("certbot").describe("Let's Encrypt, or another ACME server; renews by itself."),
    email: text(validateEmail, "an address such as ops@example.com.")
      .optional()
      .describe("Where the certificate authority writes to; may be left out."),
    agreeTerms: yesOrNo().default(false).describe("Your yes to the certificate authority's terms; needed."),
    server: text(validateAcmeServer, "production, staging or an https:// address.")
      .prefault("production")
      .describe("production, staging, or the https:// address of an ACME directory."),
    challenge: word(["webroot", "standalone"])
      .default("webroot")
      .describe("How the name is proved over port 80."),
    key: key().default("ecdsa").describe("Kind of key: ecdsa (P-256) or rsa."),
  }),
  "own-ca": group({
    source: z.literal("own-ca").describe("Signed by a root of your own, which you install on your devices."),
    key: key().default("rsa").describe("Kind of key: rsa (2048 bits) or ecdsa (P-256)."),
    days,
    caPassphraseFile: path("/root/ca.pass")
      .optional()
      .describe("File that holds the passphrase of the root's key; the wizard asks instead."),
    caKey: word(["keep", "offline"])
      .default("keep")
      .describe("keep: the root's key stays on the box; offline: only the certificate and its key do."),
  }),
  files: group({
    source: z.literal("files").describe("A certificate and key that you already have."),
    certificateFile: path("/etc/ssl/certs/node.pem").describe("PEM file with the certificate and its chain."),
    keyFile: path("/etc/ssl/private/node.key").describe("PEM file with the private key."),
  }),
} as const;

const ids = Object.keys(certificateSources) as [string, ...string[]];

/** Where the certificate comes from; what is left out gets the source's own default. */
export const certificateSchema = z.discriminatedUnion(
  "source",
  [
    certificateSources["self-signed"],
    certificateSources.certbot,
    certificateSources["own-ca"],
    certificateSources.files,
  ],
  { error: (issue) => sourceError(issue.input) },
);

function sourceError(input: unknown): string {
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    return wrong(input, 'fields such as "source: certbot" belong here.');
  }
  return word(ids).safeParse("source" in input ? input.source : undefined).error?.issues[0]?.message ?? "";
}
