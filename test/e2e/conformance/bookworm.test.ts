import { conformanceOn } from "./conformance.ts";

conformanceOn("bookworm");
