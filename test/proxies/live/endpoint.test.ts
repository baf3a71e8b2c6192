import { headers } from "./checks/headers.ts";
import { names } from "./checks/names.ts";
import { port80 } from "./checks/port-80.ts";
import { silence } from "./checks/silence.ts";
import { sizes } from "./checks/sizes.ts";
import { upgrades } from "./checks/upgrades.ts";
import { describeLive } from "./describe-live.ts";

await describeLive("the endpoint", [headers, upgrades, names, port80, sizes, silence]);
