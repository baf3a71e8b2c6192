import { shCommand } from "../../core/sh-word.ts";
import type { Cause } from "./cause.ts";

/** What goes wrong on this box, before or beside the order. */
export const boxCauses: readonly Cause[] = [
  {
    id: "other-certbot",
    when: /Another instance of Certbot is already running/i,
    kind: "outside",
    message: () => "Another certbot is at work on this box",
    next: () => "wait until it has ended: ps -fC certbot",
    retry: "at-once",
  },
  {
    id: "port-taken",
    when: /Could not bind (?:to )?TCP port (\d+)|Problem binding to port (\d+)/i,
    kind: "operator",
    message: ({ match }) => `Port ${match[1] ?? match[2]} is taken by another program`,
    next: ({ match }) => `ss -ltnp 'sport = :${match[1] ?? match[2]}'`,
  },
  {
    id: "webroot-missing",
    when: /^(\/.*) does not exist or is not a directory/i,
    kind: "operator",
    message: ({ match }) => `The folder that challenges are answered from is gone: ${match[1]}`,
    next: () => "run it again, it makes the folder anew",
  },
  {
    id: "half-lineage",
    when: /(archive|live) directory exists for (\S+)/i,
    kind: "operator",
    message: ({ match }) =>
      `certbot has a ${match[1]} folder of ${match[2]}, but no record of how it is renewed`,
    next: ({ match }) =>
      shCommand(["mv", `/etc/letsencrypt/${match[1]}/${match[2]}`, `/root/${match[2]}-${match[1]}`]),
  },
  {
    id: "cut-off",
    when: /was ended after (\d+) ms/,
    kind: "outside",
    message: ({ match }) => `certbot was still at it after ${Math.round(Number(match[1]) / 60_000)} minutes`,
    next: () => "less /var/log/letsencrypt/letsencrypt.log",
  },
];
