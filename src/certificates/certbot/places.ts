/** Where certbot keeps things, and under which name it keeps ours. */
export const places = {
  folder: "/etc/letsencrypt",
  lineage: "wss-setup",
  live: "/etc/letsencrypt/live/wss-setup",
  certificate: "/etc/letsencrypt/live/wss-setup/fullchain.pem",
  key: "/etc/letsencrypt/live/wss-setup/privkey.pem",
  renewal: "/etc/letsencrypt/renewal/wss-setup.conf",
  hooks: "/etc/letsencrypt/renewal-hooks",
  deployHooks: "/etc/letsencrypt/renewal-hooks/deploy",
  deployHook: "/etc/letsencrypt/renewal-hooks/deploy/wss-setup",
  snap: "/snap/bin/certbot",
} as const;

/** The links that make up a lineage; each leads into the archive, where every earlier pair stays. */
export const links = ["cert", "chain", "fullchain", "privkey"].map((name) => `${places.live}/${name}.pem`);
