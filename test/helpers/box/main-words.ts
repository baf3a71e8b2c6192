import type { Box } from "./box.ts";
import { cacheFolder } from "./cache.ts";
import { suites } from "./golden.ts";
import { variants } from "./variants.ts";

/** Of the backend that waits in a box with a shell. */
export const backendUrl = "ws://127.0.0.1:9944";

/** What `scripts/box --help` prints, in lines of at most 80 characters. */
export function help(): string {
  return [
    "scripts/box: fresh Debian systems on this machine, as the tests use them. Each",
    "is a container with a systemd, an apt and a network of its own, and can reach",
    "nothing outside. Needs root on Debian or Ubuntu (amd64).",
    "",
    "  scripts/box shell SUITE [VARIANT]  boots a box and gives a shell in it, with",
    "                                     wss-setup and a WebSocket server; the box",
    "                                     ends with the shell, and all in it is gone",
    "  scripts/box build [SUITE...]       builds what boxes are laid over, which any",
    "                                     box does for itself: minutes, 2 GB for all",
    "  scripts/box clean [--cache]        ends boxes whose owner died; with --cache",
    "                                     also removes all that was built",
    "",
    ...list("Suites:   ", suites),
    ...list("Variants: ", variants),
    `Kept in:  ${cacheFolder} (or where WSS_SETUP_CACHE says)`,
  ].join("\n");
}

/** What a shell in a box begins with. */
export function banner({ suite, variant, ip4, ip6 }: Pick<Box, "suite" | "variant" | "ip4" | "ip6">): string {
  return [
    `A fresh ${suite} (${variant}) at ${ip4} and ${ip6}. In it:`,
    "",
    "  wss-setup             this folder's program; wss-setup --help",
    `  ${backendUrl}   a WebSocket server that sends back what it gets`,
    "  exit                  ends the box, and all that was done in it is gone",
    "",
  ].join("\n");
}

/** The words behind their label, in lines of at most 80 characters. */
function list(label: string, words: readonly string[]): readonly string[] {
  const lines = [label];
  for (const word of words) {
    const longer = `${lines.at(-1)}${word}  `;
    if (longer.trimEnd().length <= 80) lines[lines.length - 1] = longer;
    else lines.push(`${" ".repeat(label.length)}${word}  `);
  }
  return lines.map((line) => line.trimEnd());
}
