import { conformanceOn } from "./conformance.ts";

conformanceOn("bullseye");
