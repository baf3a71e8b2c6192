import { proxies } from "../../src/proxies/index.ts";
import { proxyChoices } from "../../src/wizard/choices.ts";
import { emptyBox } from "./facts.ts";

/** Every proxy as the guide offers it on an empty Debian 11, which has no Caddy. */
export const offeredProxies = proxyChoices(proxies, {
  ...emptyBox,
  platform: { ...emptyBox.platform, version: "11", codename: "bullseye", pretty: "Debian 11 (bullseye)" },
  packages: {
    nginx: { candidate: "1.18.0-6.1+deb11u5" },
    apache2: { candidate: "2.4.66-1~deb11u1" },
    haproxy: { candidate: "2.2.9-2+deb11u7" },
  },
});
