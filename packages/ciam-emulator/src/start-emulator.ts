import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

import { installTenantTime } from './server/clock.ts';
import { answer } from './server/router.ts';
import { defaultTenant } from './tenant/default-tenant.ts';
import type { Application, TenantConfig, User } from './tenant/model.ts';
import { Tenant } from './tenant/tenant.ts';

export interface EmulatorOptions {
  /** 0, the default, takes a free one. */
  port?: number;
  /** 127.0.0.1 by default. */
  host?: string;
  /** The default tenant when absent. */
  config?: TenantConfig;
  /** Whose issuer tokens carry: the emulator's own origin (default), or `https://<tenantId>.ciamlogin.com/<tenantId>/v2.0` as real tenants do. */
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
  readonly issuer: string;
  readonly users: readonly User[];
  readonly applications: readonly Application[];
  close: () => Promise<void>;
}

/** The emulator cannot listen where it was told to. */
export class EmulatorListenError extends Error {
  override readonly name = 'EmulatorListenError';
  readonly code = 'emulator_cannot_listen';
}

/**
 * Starts a local External ID tenant.
 * @throws EmulatorListenError when the port is taken or not allowed.
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { port = 0, host = '127.0.0.1', config = defaultTenant, tls } = options;
  const log = options.log ?? ((line: string) => void process.stderr.write(`ciam-emulator: ${line}\n`));
  const server = tls ? createTlsServer(tls) : createServer();
  const address = await listen(server, port, host);
  const shownHost = host.includes(':') ? `[${host}]` : host;
  const origin = `${tls ? 'https' : 'http'}://${shownHost}:${String(address.port)}`;
  const restoreTime = installTenantTime();
  const tenant = new Tenant(config, { origin, guidHost: options.issuer === 'guid-host', log });
  server.on('request', (request, response) => {
    answer(request, response, tenant).catch((error: unknown) => log(String(error)));
  });
  const { directory, issuer } = tenant;
  const close = async () => {
    await stop(server);
    restoreTime();
  };
  return {
    origin,
    authority: `${origin}/`,
    port: address.port,
    tenantId: directory.tenantId,
    issuer,
    users: directory.users,
    applications: directory.applications,
    close,
    [Symbol.asyncDispose]: close,
  };
}

function listen(server: Server, port: number, host: string): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'EADDRINUSE' ? 'is already in use' : `cannot be used (${cause.code ?? cause.message})`;
      reject(
        new EmulatorListenError(`${host}:${String(port)} ${why}. Choose another port with --port or EMULATOR_PORT.`, {
          cause,
        }),
      );
    });
    server.listen(port, host, () => {
      const address = server.address();
      if (address && typeof address === 'object') resolve(address);
    });
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
