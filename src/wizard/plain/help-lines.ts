import { stepOf } from "../context.ts";
import type { WalkState } from "./visit.ts";

/** The words of a question, one line each. */
const words: Readonly<Partial<Record<WalkState, readonly string[]>>> = {
  check: [
    "Check looks at this box; it changes nothing, and you need not wait for it.",
    "Ports 80 and 443 are those that browsers and other clients connect to.",
    "Backend is your WebSocket server; the endpoint passes everything on to it.",
  ],
  backend: [
    "Backend is your own WebSocket server; it stays as it is and keeps its port.",
    "A handshake is what a client says first; each line here was really asked.",
    "Unsafe calls are commands of a Substrate node that change it; never for strangers.",
  ],
  names: [
    "Name is what clients write after wss://, such as node.example.com.",
    "A and AAAA are the DNS records that lead a name to an IPv4 and an IPv6 address.",
    "No domain: this box's own address is good enough with a certificate made here.",
  ],
  proxy: [
    "Proxy takes wss:// from the internet and hands plain ws:// to your server.",
    "To install: it comes from this box's own package server, which keeps it patched.",
    "KB is the memory that one open connection takes.",
  ],
  certificate: [
    "Certificate proves to a client that it reached your name, and brings the key.",
    "Let's Encrypt gives them out free; it looks at your box over port 80 first.",
    "Self-signed is made here; clients cannot know it, so they warn or refuse until told.",
    "Own CA is your own issuer: devices that trust its root trust your names.",
    "CAA is a DNS record that says who may issue for your domain.",
  ],
  terms: [
    "Terms are what you promise the authority; nobody but you can agree to them.",
    "An e-mail is not needed. Staging is their test server, which no client trusts.",
  ],
  authority: [
    "Root is the certificate that you install on your devices; it signs all others.",
    "Whoever has the root's key can sign for your names; a passphrase locks it.",
    "Nobody can bring a forgotten passphrase back.",
  ],
  ownFiles: [
    "Certificate is a PEM file: yours first, then those that lead to the authority's root.",
    "Key is the PEM file that came with it. Both stay where they are.",
  ],
  limits: [
    "Address is where a client comes from; one office or home often shares one.",
    "Origin is the web page that opens a connection, such as https://app.example.com.",
    "TLS is the encryption; the key exchange file matters only to old clients.",
  ],
  firewall: [
    "Firewall lets the internet reach a port of this box, or not.",
    "443 is the port of wss:// and https://; without it no client gets in.",
    "80 is the port of http://, which sends visitors on to https://.",
  ],
  review: [
    "Every change is listed before it is made; a diff shows a file line by line.",
    "Apply keeps what is there now, so that undo can restore it.",
  ],
  preview: ["A dry run ends here; nothing was changed."],
  apply: ["Each step is told with its time; if one fails, you are asked what to do."],
  verify: ["The endpoint is proven by real connections from this box."],
  stuck: [
    "Try again does the same step once more, after you have put right what was in its way.",
    "Take it back restores everything that this run changed.",
  ],
  menu: [
    "Rotate makes a new certificate and key; connections stay open.",
    "Undo takes back the last run; remove takes back all of them.",
  ],
};

/** Where a state's name says nothing to an operator. */
const topics: Readonly<Partial<Record<WalkState, string>>> = {
  authority: "own CA",
  ownFiles: "my own files",
};

/** Explains the question that is asked, then the letters. */
export function helpLines(walk: WalkState): readonly string[] {
  const walking = stepOf(walk) !== undefined;
  return [
    `Help: ${topics[walk] ?? walk}.`,
    ...(words[walk] ?? []),
    "Enter takes the default. A number takes that choice.",
    ...(walking ? ["b goes one step back; what you answered is kept. r goes straight to the review."] : []),
    "h is this help. l tells the log. q leaves, and asks first. Ctrl-C does what q does.",
  ];
}
