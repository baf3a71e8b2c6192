import { parseBackend } from "../core/backend-url.ts";
import type { Host } from "../host/host.ts";
import { backendWire, findBackend, type ProbedBackend } from "../probe/backend.ts";
import { deadlineIn } from "./deadline.ts";
import type { DialectId } from "./dialects/dialect.ts";
import { dialects } from "./dialects/index.ts";
import type { HandshakeResult } from "./websocket-handshake.ts";

export interface DirectBackend extends ProbedBackend {
  readonly url: string;
}

/** What an upgrade through the endpoint has to ask for, so that the backend takes it. */
export interface Upgrade {
  readonly path: string;
  readonly protocols: readonly string[];
}

/** The backends without the proxy: the other half of the evidence. */
export class DirectBackends {
  private readonly host: Host;
  private readonly urls: readonly string[];
  private readonly pinned: string | undefined;
  private probed: readonly DirectBackend[] = [];

  /** @param pinned file that a backend over TLS is held to, in place of the system's roots */
  constructor(host: Host, urls: readonly string[], pinned?: string) {
    this.host = host;
    this.urls = urls;
    this.pinned = pinned;
  }

  /** Asks all of them, now. */
  async probe(): Promise<void> {
    const { pinned } = this;
    const ask = async (url: string) => ({ url, ...(await findBackend(this.host, url, { pinned })) });
    this.probed = await Promise.all(this.urls.map(ask));
  }

  get all(): readonly DirectBackend[] {
    return this.probed;
  }

  /** None of them answers. */
  get down(): boolean {
    return this.probed.every(({ facts }) => !facts.answers);
  }

  /** The first that answers, else the first. */
  get first(): DirectBackend {
    return this.probed.find(({ facts }) => facts.answers) ?? (this.probed[0] as DirectBackend);
  }

  get dialect(): DialectId | undefined {
    return this.first.found?.dialect;
  }

  get upgrade(): Upgrade {
    const dialect = dialects.find(({ id }) => id === this.dialect);
    return { path: dialect?.path ?? "/", protocols: dialect?.protocols ?? [] };
  }

  /** One handshake past the proxy; `hostHeader` in place of the backend's own. */
  async handshake(timeout: number, hostHeader?: string): Promise<HandshakeResult> {
    const { url, facts } = this.first;
    const target = parseBackend(url);
    const address = facts.address ?? target.host;
    const { pinned } = this;
    const within = deadlineIn(timeout);
    const wire = await backendWire(this.host, target, { address, within, hostHeader, pinned });
    return wire.webSocket(this.upgrade);
  }
}
