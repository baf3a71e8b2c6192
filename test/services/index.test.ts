import { describe, expect, it } from "vitest";
import { MemoryHost } from "../../src/host/memory-host.ts";
import { ReadOnlyHost } from "../../src/host/read-only-host.ts";
import { serviceManagerOf, serviceManagers } from "../../src/services/index.ts";

describe.each(serviceManagers)("the service manager $id", (manager) => {
  it("is found by what runs the box", () => {
    expect(serviceManagerOf(manager.id)).toBe(manager);
  });

  it("tells a state without changing anything", async () => {
    const host = new MemoryHost({
      run: () => ({ stdout: "LoadState=not-found\nActiveState=inactive\nUnitFileState=\n" }),
    });
    expect(await manager.state(new ReadOnlyHost(host), "nginx")).toMatchObject({
      loaded: false,
      active: false,
      enabled: false,
    });
    expect(host.writes).toEqual([]);
  });

  it("never starts in silence what is not there", async () => {
    const host = new MemoryHost({ run: () => ({ stdout: "LoadState=not-found\n" }) });
    for (const act of [manager.start, manager.enable, manager.reload]) {
      await expect(act(host, "nginx")).rejects.toMatchObject({ name: "Failure", exitCode: 1 });
    }
  });
});
