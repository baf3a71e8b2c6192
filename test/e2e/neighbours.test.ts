import { expect, it } from "vitest";
import { expectUntouched } from "./helpers/as-before.ts";
import {
  answersFile,
  apply,
  exits,
  expectEchoFromOutside,
  plan,
  setUp,
  siteFile,
  writeAnswers,
} from "./helpers/endpoint.ts";
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

  it("a backend by a name of this box is found without asking anybody, also after a boot, and may be down", async () => {
    await withBox({}, async (box) => {
      await box.run(["sh", "-c", "echo 127.0.0.1 backend.lan >> /etc/hosts"]);
      await writeAnswers(box);
      const answers = await box.readFile(answersFile);
      const upstream = async () => /^ +server .*/m.exec(await box.readFile(siteFile))?.[0].trim();
      for (const host of ["localhost", "backend.lan"]) {
        await box.writeFile(answersFile, answers.replace("127.0.0.1:9944", `${host}:9944`));
        exits(0, await apply(box));
        expect(await upstream()).toBe(`server 127.0.0.1:9944; # ws://${host}:9944`);
      }
      await box.run(["systemctl", "stop", "test-backend-9944"]);
      exits(0, await plan(box));
      await box.run(["systemctl", "start", "test-backend-9944"]);
      await box.listens(9944);
      await box.run(["sed", "-i", "/backend.lan/d", "/etc/hosts"]);
      await box.run(["systemctl", "restart", "nginx"]);
      await expectEchoFromOutside(box);
    });
  });

  it("an nginx.conf that is a link is served beside and left as it is", async () => {
    await withBox({}, async (box) => {
      await box.run(["apt-get", "install", "-y", "-qq", "nginx"]);
      await box.run(["mv", "/etc/nginx/nginx.conf", "/srv/nginx.conf"]);
      await box.run(["ln", "-s", "/srv/nginx.conf", "/etc/nginx/nginx.conf"]);
      const before = await box.snapshot();
      const text = await box.readFile("/srv/nginx.conf");
      await writeAnswers(box);
      expect(exits(2, await plan(box)).stdout).toContain(
        "/etc/nginx/nginx.conf is a link to /srv/nginx.conf",
      );
      exits(0, await apply(box));
      await expectEchoFromOutside(box);
      expect(await box.readFile("/srv/nginx.conf")).toBe(text);
      exits(0, await box.wssSetup(["undo", "--yes"]));
      await expectUntouched(box, before);
    });
  });
});
