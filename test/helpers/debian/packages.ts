import {
  debianDefault as apacheDefault,
  debianMain as apacheMain,
  debianMpm,
  debianPorts,
} from "../../proxies/apache/debian-files.ts";
import { debianCaddyfile } from "../../proxies/caddy/debian-files.ts";
import { debianDefault as nginxDefault, debianMain as nginxMain } from "../../proxies/nginx/debian-files.ts";

/** What a package brings, as far as somebody looks at it. */
export interface DebianPackage {
  readonly version: string;
  readonly depends?: readonly string[];
  /** Folders in /etc that it owns, each above what is in it. */
  readonly folders?: readonly string[];
  /** Configuration by path: it stays when the package is removed, and goes when it is purged. */
  readonly conffiles?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  /** Made by its script once it is configured, path to target. */
  readonly links?: Readonly<Record<string, string>>;
  /** Enabled and started by its script, with the suffix. */
  readonly unit?: string;
  /** Line of passwd(5) that its script adds, and takes out at a purge. */
  readonly user?: string;
  /** Its script takes the first of its folders along at a purge, whatever is in it. */
  readonly purgesFolder?: true;
}

const haproxyConfiguration = `global
	log /dev/log	local0
	user haproxy
	group haproxy
	daemon

defaults
	log	global
	mode	http
	timeout connect 5000
	timeout client  50000
	timeout server  50000
`;

/** What apt can install in the pretend box, with a conffile and a unit for whatever is run there. */
export const debianPackages: Readonly<Record<string, DebianPackage>> = {
  nginx: {
    version: "1.22.1-9+deb12u2",
    depends: ["nginx-common"],
    files: { "/usr/sbin/nginx": "a program\n" },
  },
  "nginx-common": {
    version: "1.22.1-9+deb12u2",
    folders: ["/etc/nginx", "/etc/nginx/conf.d", "/etc/nginx/sites-available", "/etc/nginx/sites-enabled"],
    conffiles: { "/etc/nginx/nginx.conf": nginxMain, "/etc/nginx/sites-available/default": nginxDefault },
    links: { "/etc/nginx/sites-enabled/default": "/etc/nginx/sites-available/default" },
    unit: "nginx.service",
    purgesFolder: true,
  },
  apache2: {
    version: "2.4.62-1~deb12u2",
    depends: ["apache2-bin"],
    folders: [
      "/etc/apache2",
      "/etc/apache2/mods-available",
      "/etc/apache2/mods-enabled",
      "/etc/apache2/sites-available",
      "/etc/apache2/sites-enabled",
    ],
    conffiles: {
      "/etc/apache2/apache2.conf": apacheMain,
      "/etc/apache2/ports.conf": debianPorts,
      "/etc/apache2/mods-available/mpm_event.conf": debianMpm,
      "/etc/apache2/sites-available/000-default.conf": apacheDefault,
    },
    links: {
      "/etc/apache2/mods-enabled/mpm_event.conf": "../mods-available/mpm_event.conf",
      "/etc/apache2/mods-enabled/reqtimeout.load": "../mods-available/reqtimeout.load",
      "/etc/apache2/sites-enabled/000-default.conf": "../sites-available/000-default.conf",
    },
    unit: "apache2.service",
  },
  "apache2-bin": { version: "2.4.62-1~deb12u2", files: { "/usr/sbin/apache2": "a program\n" } },
  haproxy: {
    version: "2.6.12-1+deb12u2",
    folders: ["/etc/haproxy", "/etc/haproxy/errors"],
    conffiles: {
      "/etc/haproxy/haproxy.cfg": haproxyConfiguration,
      "/etc/default/haproxy": '#EXTRAOPTS="-de -m 16"\n',
    },
    files: { "/usr/sbin/haproxy": "a program\n" },
    unit: "haproxy.service",
  },
  caddy: {
    version: "2.6.2-5",
    folders: ["/etc/caddy"],
    conffiles: { "/etc/caddy/Caddyfile": debianCaddyfile },
    files: { "/usr/bin/caddy": "a program\n" },
    unit: "caddy.service",
    user: "caddy:x:998:997::/var/lib/caddy:/usr/sbin/nologin",
  },
  // There from the beginning, as on every box.
  "ca-certificates": { version: "20230311", folders: ["/etc/ssl", "/etc/ssl/certs"] },
  openssl: {
    version: "3.0.17-1~deb12u3",
    folders: ["/etc/ssl", "/etc/ssl/certs", "/etc/ssl/private"],
    conffiles: { "/etc/ssl/openssl.cnf": "# OpenSSL\n" },
    files: { "/usr/bin/openssl": "a program\n" },
  },
  certbot: {
    version: "5.5.0-1",
    depends: ["python3-certbot"],
    folders: ["/etc/letsencrypt"],
    conffiles: { "/etc/letsencrypt/cli.ini": "max-log-backups = 0\n" },
    files: { "/usr/bin/certbot": "a program\n" },
    unit: "certbot.timer",
  },
  "python3-certbot": { version: "5.5.0-1", files: { "/usr/lib/python3/dist-packages/certbot.py": "#\n" } },
};
