import { conformanceOn } from "./conformance.ts";

conformanceOn("trixie");
