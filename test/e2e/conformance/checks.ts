import type { Check } from "./check.ts";
import { backends } from "./checks/backends.ts";
import { badInput } from "./checks/bad-input.ts";
import { corpus } from "./checks/corpus.ts";
import { headers } from "./checks/headers.ts";
import { echo, idle, idleTimeout } from "./checks/idle.ts";
import { landingPage } from "./checks/landing-page.ts";
import { limits, noLimits } from "./checks/limits.ts";
import { names, namesByAddress } from "./checks/names.ts";
import { anyOrigin, origins } from "./checks/origins.ts";
import { plainHttp } from "./checks/plain-http.ts";
import { port80, port80Off } from "./checks/port-80.ts";
import { sizes } from "./checks/sizes.ts";
import { compatible, intermediate, modern } from "./checks/tls.ts";
import { upgrades } from "./checks/upgrades.ts";

/**
 * Every column. Those with the same answers stand together: a box is set up anew only where the next ones differ. What
 * takes its time stands between the first and `idle`, while a WebSocket is silent.
 */
export const checks: readonly Check[] = [
  ...echo,
  ...corpus,
  ...noLimits,
  ...upgrades,
  ...anyOrigin,
  ...names,
  ...headers,
  ...plainHttp,
  ...sizes,
  ...port80,
  ...intermediate,
  ...badInput,
  ...idle,
  ...limits,
  ...origins,
  ...port80Off,
  ...modern,
  ...idleTimeout,
  ...namesByAddress,
  ...compatible,
  ...landingPage,
  ...backends,
];
