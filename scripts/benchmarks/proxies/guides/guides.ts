import type { ProxyId } from "../../../../src/core/answers.ts";

/** What a guide has an operator do by hand, after the certificate; files are in this folder. */
export type Guide = {
  readonly packages: readonly string[];
  readonly unit: string;
  /** File here → where its text goes; `append` adds it to what the package brings. */
  readonly file: { readonly from: string; readonly to: string; readonly append?: boolean };
  /** Run in this order after the file is there. */
  readonly commands: readonly (readonly string[])[];
};

/** The guides' page about certificates: RSA, the pair in two files, and for HAProxy in one. */
export const makePair: readonly (readonly string[])[] = [
  [
    ..."openssl req -x509 -nodes -days 365 -newkey rsa:2048 -subj /CN=node.example.com".split(" "),
    ..."-keyout /etc/ssl/private/selfsigned.key -out /etc/ssl/certs/selfsigned.crt".split(" "),
  ],
  [
    "sh",
    "-c",
    "cd /etc/ssl && cat certs/selfsigned.crt private/selfsigned.key > private/selfsigned.pem && chmod 755 private && chmod 644 private/selfsigned.*",
  ],
];

/** By proxy; the built-in one has no guide. */
export const guides: Readonly<Partial<Record<ProxyId, Guide>>> = {
  nginx: {
    packages: ["nginx"],
    unit: "nginx",
    file: { from: "nginx.conf", to: "/etc/nginx/sites-available/default" },
    commands: [["systemctl", "restart", "nginx"]],
  },
  apache: {
    packages: ["apache2"],
    unit: "apache2",
    file: { from: "apache.conf", to: "/etc/apache2/sites-available/node.conf" },
    commands: [
      "a2dismod -q mpm_prefork".split(" "),
      "a2enmod -q mpm_event proxy proxy_html proxy_http proxy_wstunnel rewrite ssl".split(" "),
      "a2ensite -q node".split(" "),
      ["systemctl", "restart", "apache2"],
    ],
  },
  haproxy: {
    packages: ["haproxy"],
    unit: "haproxy",
    file: { from: "haproxy.cfg", to: "/etc/haproxy/haproxy.cfg", append: true },
    commands: [["systemctl", "restart", "haproxy"]],
  },
  caddy: {
    packages: ["caddy"],
    unit: "caddy",
    file: { from: "Caddyfile", to: "/etc/caddy/Caddyfile" },
    commands: [["systemctl", "restart", "caddy"]],
  },
};
