import { landingPage } from "./checks/page.ts";
import { describeLive } from "./describe-live.ts";

await describeLive("the landing page", [landingPage]);
