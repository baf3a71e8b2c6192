import { backendTls } from "./checks/backend-tls.ts";
import { backends } from "./checks/backends.ts";
import { describeLive } from "./describe-live.ts";

await describeLive("the way to the backend", [backends, backendTls]);
