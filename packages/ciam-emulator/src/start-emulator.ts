import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';

import type { Control } from './control/control.ts';
import { installTenantTime } from './server/clock.ts';
import { EmulatorListenError, listen, stop, trackConnections } from './server/listen.ts';
import { isLoopbackName } from './server/loopback.ts';
import { Router } from './server/router.ts';
import { checkTenantConfig } from './tenant/configuration.ts';
import { defaultTenant } from './tenant/default-tenant.ts';
import type { Application, TenantConfig, User } from './tenant/model.ts';
import { Tenant } from './tenant/tenant.ts';

export interface EmulatorOptions {
  /** 0, the default, takes a free one. */
  port?: number;
  /** 127.0.0.1 by default. */
  host?: string;
  /** Lets `host` be an address that other machines can reach. */
  allowRemote?: boolean;
  /** The default tenant when absent. */
  config?: TenantConfig;
  /**
   * Whose issuer tokens carry: the emulator's own origin (default), or `https://<tenantId>.ciamlogin.com/<tenantId>/v2.0`
   * as those of real tenants do. Requests for a host of ciamlogin.com are always answered as real tenants answer.
   */
  issuer?: 'origin' | 'guid-host';
  /** Serves https with this key and certificate, both PEM. */
  tls?: { key: string; cert: string };
  /** Where unexpected failures are told; standard error by default. */
  log?: (line: string) => void;
}

/** A running tenant. `await using` or `close()` ends it. */
export interface Emulator extends AsyncDisposable {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  /** What AUTHORITY takes: the origin with a slash. */
  readonly authority: string;
  readonly port: number;
  readonly tenantId: string;
  /** `contoso` */
  readonly subdomain: string;
  readonly issuer: string;
  readonly users: readonly User[];
  readonly applications: readonly Application[];
  /** What a test can see and do behind the tenant's back. */
  readonly control: Control;
  /** Ends it, open connections included. */
  close: () => Promise<void>;
}

/**
 * Starts a local External ID tenant.
 * @throws EmulatorListenError when the address is taken, not allowed, or open to other machines without being told so.
 * @throws TenantConfigurationError
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { port = 0, host = '127.0.0.1', allowRemote = false, config = defaultTenant, tls } = options;
  const log = options.log ?? ((line: string) => void process.stderr.write(`ciam-emulator: ${line}\n`));
  if (!allowRemote && !isLoopbackName(host)) {
    throw new EmulatorListenError(
      `${host} lets other machines in, and anybody can sign in here. If that is meant, say so with --allow-remote (allowRemote).`,
    );
  }
  if (config !== defaultTenant) await checkTenantConfig(config);
  const server = tls ? createTlsServer(tls) : createServer();
  const sockets = trackConnections(server);
  const address = await listen(server, port, host);
  const shownHost = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  const origin = `${tls ? 'https' : 'http'}://${shownHost}:${String(address.port)}`;
  const restoreTime = installTenantTime();
  const tenant = new Tenant(config, { origin, guidHost: options.issuer === 'guid-host', log });
  const router = new Router(tenant);
  server.on('request', (request, response) => {
    router.answer(request, response).catch((error: unknown) => {
      tenant.logUnexpected(error);
      response.destroy();
    });
  });
  const close = async () => {
    await stop(server, sockets);
    await tenant.keys.settle();
    restoreTime();
  };
  const { directory, issuer, control } = tenant;
  return {
    origin,
    authority: `${origin}/`,
    port: address.port,
    tenantId: directory.tenantId,
    subdomain: directory.subdomain,
    issuer,
    users: directory.users,
    applications: directory.applications,
    control,
    close,
    [Symbol.asyncDispose]: close,
  };
}
