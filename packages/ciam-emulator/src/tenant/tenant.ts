import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Provider } from 'oidc-provider';

import { Inbox } from '../interactions/inbox.ts';
import { MemoryStore } from '../protocol/memory-adapter.ts';
import { buildProvider } from '../protocol/provider.ts';
import { TenantClock } from '../server/clock.ts';
import { SigningKeys } from '../tokens/signing-keys.ts';
import { Directory } from './directory.ts';
import type { TenantConfig } from './model.ts';

/** Everything of one running tenant. */
export class Tenant {
  readonly directory: Directory;
  /** Scheme, host and port it is reached by. */
  readonly origin: string;
  readonly issuer: string;
  readonly clock: TenantClock = new TenantClock();
  readonly keys: SigningKeys = new SigningKeys();
  readonly store: MemoryStore = new MemoryStore();
  readonly inbox: Inbox = new Inbox();
  readonly provider: Provider;
  readonly log: (line: string) => void;
  readonly #callback: (request: IncomingMessage, response: ServerResponse) => Promise<void>;

  constructor(config: TenantConfig, options: { origin: string; guidHost: boolean; log: (line: string) => void }) {
    this.directory = new Directory(config);
    this.origin = options.origin;
    this.log = options.log;
    this.issuer = options.guidHost ? this.guidHostIssuer : `${options.origin}/${config.tenantId}/v2.0`;
    this.provider = buildProvider(this);
    this.#callback = this.provider.callback();
  }

  /** What real tenants put into `iss`, whatever host they are asked by. */
  get guidHostIssuer(): string {
    const { tenantId } = this.directory;
    return `https://${tenantId}.ciamlogin.com/${tenantId}/v2.0`;
  }

  /** Hands a request on to oidc-provider, below whatever stands first in its path. */
  async callProvider(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? '/';
    const rest = url.slice(url.indexOf('/', 1));
    Object.assign(request, { originalUrl: url, url: rest });
    await this.#callback(request, response);
  }
}
