import * as z from "zod";
import { browserPatience } from "../../../core/landing-page.ts";
import { validateBackend } from "../../../core/validate/backend.ts";

const port = z.int().min(1).max(65_535);
const seconds = z.number().positive();
const path = z.string().startsWith("/");

/** Slow and oversized requests; an operator never sets these, a test makes them small. */
const bounds = z
  .strictObject({
    /** Seconds for the TLS handshake. */
    tls: seconds.default(15),
    /** Seconds from the first byte of a request to the end of its head. */
    head: seconds.default(15),
    /** Seconds for a whole plain request, body included. */
    request: seconds.default(120),
    /** Seconds that a connection for plain HTTP is kept open between two requests. */
    keepAlive: seconds.default(75),
    /** Seconds for the backend to answer a WebSocket handshake. */
    upgrade: seconds.default(60),
    /** Seconds for the backend to answer a browser that looks at the bare address. */
    browser: seconds.default(browserPatience),
    /** Seconds that a client may take nothing of a plain answer. */
    stall: seconds.default(60),
    /** Seconds after which TLS session tickets are sealed with another key. */
    ticketKey: seconds.default(3_600),
    /** Bytes of a line of a request's head. */
    lineBytes: z.int().positive().default(8_192),
    /** Bytes of a request's head. */
    headBytes: z.int().positive().default(32_768),
    /** Bytes of a request's body; JSON-RPC batches of up to 16 MB pass. */
    bodyBytes: z.int().positive().default(16_777_216),
  })
  .prefault({});

/** What the embedded server reads at its start and at each reload; paths count from the root it is given. */
export const embeddedConfigSchema = z.strictObject({
  writtenBy: z.string(),
  format: z.literal(1),
  listen: z.strictObject({
    addresses: z.array(z.union([z.ipv4(), z.ipv6()])).nonempty(),
    /** Undefined: there is no certificate yet. */
    https: port.optional(),
    /** Undefined: nobody listens for plain HTTP. */
    http: port.optional(),
  }),
  names: z.array(z.string().min(1)).nonempty(),
  backends: z.array(z.string().refine((url) => validateBackend(url).ok, "no backend")).nonempty(),
  /** Each client comes to the same backend each time. */
  sticky: z.boolean().default(false),
  /** What the operator holds backends over TLS to, in place of the box's authorities: a file, and the names in it. */
  pin: z.strictObject({ file: path, names: z.array(z.string()) }).optional(),
  tls: z.strictObject({
    profile: z.enum(["intermediate", "modern", "compatible"]),
    certificateFile: path.optional(),
    keyFile: path.optional(),
    dhparamFile: path.optional(),
  }),
  limits: z.union([
    z.literal(false),
    z.strictObject({
      connectionsPerIp: z.union([z.literal(false), z.int().positive()]),
      handshakesPerSecond: z.union([z.literal(false), z.int().positive()]),
      burst: z.int().min(0),
    }),
  ]),
  origins: z.union([z.literal("any"), z.array(z.string())]),
  redirectHttp: z.boolean(),
  /** Challenges of a certificate authority lie in a folder, or a program on a port of 127.0.0.1 answers them. */
  challenges: z.union([z.strictObject({ webroot: path }), z.strictObject({ port })]),
  /** The page that tests the connection. Undefined: there is none. */
  page: z
    .strictObject({
      /** Where it and its downloads lie. */
      folder: path,
    })
    .optional(),
  /** Seconds after which a silent connection is closed. */
  idleTimeout: seconds,
  bounds,
});

/** As the file says it: bounds may be left out. */
export type EmbeddedConfigFile = z.input<typeof embeddedConfigSchema>;
export type EmbeddedConfig = z.output<typeof embeddedConfigSchema>;
