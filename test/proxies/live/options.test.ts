import { limits } from "./checks/limits.ts";
import { origins } from "./checks/origins.ts";
import { renewal } from "./checks/renewal.ts";
import { tls } from "./checks/tls.ts";
import { describeLive } from "./describe-live.ts";

await describeLive("an option", [tls, origins, limits, renewal]);
