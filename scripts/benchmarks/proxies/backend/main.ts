import { echoServer } from "./echo-server.ts";

// Guides say "localhost", which may be either family.
echoServer().listen(9944, "::");
