import { expect, it } from "vitest";
import { apply, exits, expectEchoFromOutside, setUp, writeAnswers } from "./helpers/endpoint.ts";
import { inBoxes, withBox } from "./helpers/in-boxes.ts";

inBoxes("beside others on the box", () => {
  it("a change is loaded although another nginx runs in sight, and that one is not touched", async () => {
    await withBox({}, async (box) => {
      await setUp(box);
      const configuration =
        "pid /run/other.pid; error_log /dev/null; events {} http { access_log off; server { listen 8081; } }";
      await box.writeFile("/srv/other.conf", configuration);
      await box.run(["nginx", "-c", "/srv/other.conf"]);
      const others = async () =>
        box.run(["ps", "-o", "pid=,args=", "--ppid", (await box.readFile("/run/other.pid")).trim()]);
      const before = await others();
      expect(before).toContain("worker process");
      await writeAnswers(box, "idleTimeout: 2h\n");
      exits(0, await apply(box));
      await expectEchoFromOutside(box);
      expect(await others()).toBe(before);
    });
  });
});
