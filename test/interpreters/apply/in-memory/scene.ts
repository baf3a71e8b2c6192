import { sources } from "../../../../src/certificates/index.ts";
import type { CertificateSourceId, ProxyId } from "../../../../src/core/answers.ts";
import type { MemoryHost } from "../../../../src/host/memory-host.ts";
import { proxies } from "../../../../src/proxies/index.ts";
import { pretendDebian } from "../../../helpers/debian/pretend-debian.ts";
import { answersOf, applying, type Listener, rotating, takingBack, type Work } from "./jobs.ts";
import { wholeTree } from "./trees.ts";

const start = Date.parse("2026-11-21T06:00:00Z");

/** Another box in the same state, so many minutes after the beginning: a run is known by its time. */
export function later(box: MemoryHost, minutes: number): MemoryHost {
  return box.clone({ now: new Date(start + minutes * 60_000) });
}

/** What the box is after some work, which leaves this one alone. */
export async function after(box: MemoryHost, minutes: number, work: Work): Promise<MemoryHost> {
  const next = later(box, minutes);
  await work(next);
  return next;
}

/** A box for one proxy and one source of certificates. */
export class Scene {
  readonly proxy: ProxyId;
  readonly source: CertificateSourceId;
  readonly fresh = pretendDebian(new Date(start));
  readonly untouched = wholeTree(this.fresh);

  constructor(proxy: ProxyId, source: CertificateSourceId) {
    this.proxy = proxy;
    this.source = source;
  }

  installing(listener?: Listener): Work {
    return applying(answersOf(this.proxy, this.source), listener);
  }

  /** The next proxy of the registry takes the place of this one. */
  changing(listener?: Listener): Work {
    const ids = proxies.map(({ id }) => id);
    const next = ids[(ids.indexOf(this.proxy) + 1) % ids.length] ?? this.proxy;
    return applying(answersOf(next, this.source), listener);
  }

  installed(): Promise<MemoryHost> {
    return after(this.fresh, 0, this.installing());
  }
}

/** A run that changes a box: where it begins, and what it does. */
export interface Run {
  readonly title: string;
  readonly box: (scene: Scene) => Promise<MemoryHost>;
  readonly work: (scene: Scene, listener?: Listener) => Work;
}

export const runs: readonly Run[] = [
  {
    title: "install",
    box: async ({ fresh }) => fresh,
    work: (scene, listener) => scene.installing(listener),
  },
  { title: "rotate", box: (scene) => scene.installed(), work: (_, listener) => rotating(listener) },
  {
    title: "another proxy",
    box: (scene) => scene.installed(),
    work: (scene, listener) => scene.changing(listener),
  },
];

/** What takes runs back until nothing of ours is left. */
export const removals: readonly Run[] = [
  { title: "undo", box: (scene) => scene.installed(), work: () => takingBack("undo") },
  {
    title: "remove",
    box: async (scene) => after(await scene.installed(), 1, rotating()),
    work: () => takingBack("remove"),
  },
];

export interface Combination {
  readonly proxy: (typeof proxies)[number];
  readonly source: (typeof sources)[number];
  /** Every proxy has one such source, and each source its turn. */
  readonly diagonal: boolean;
}

export const combinations: readonly Combination[] = proxies.flatMap((proxy, p) =>
  sources.map((source, s) => ({ proxy, source, diagonal: p % sources.length === s })),
);
