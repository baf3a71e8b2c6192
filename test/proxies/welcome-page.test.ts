import { expect, it } from "vitest";
import { MemoryHost } from "../../src/host/memory-host.ts";
import { servesWelcomePageAlone } from "../../src/proxies/welcome-page.ts";

const shipped = {
  "/usr/share/apache2/default-site/index.html": "It works!\n",
  "/usr/share/nginx/html/index.html": "Welcome to nginx!\n",
};

it.each([
  ["there is nothing", {}, true],
  [
    "the pages are as they were shipped",
    { "index.html": "It works!\n", "index.nginx-debian.html": "Welcome to nginx!\n" },
    true,
  ],
  ["the page was written anew", { "index.html": "My shop\n" }, false],
  ["there is more", { "index.html": "It works!\n", "shop.php": "<?php" }, false],
  ["a name is one that objects have", { constructor: "" }, false],
])("a default site shows the distribution's page alone: %s", async (_, pages, alone) => {
  const files = Object.fromEntries(
    Object.entries(pages).map(([name, text]) => [`/var/www/html/${name}`, text]),
  );
  expect(await servesWelcomePageAlone(new MemoryHost({ files: { ...shipped, ...files } }))).toBe(alone);
});
