import { setTimeout as sleep } from 'node:timers/promises';
import type { AxiosInstance } from 'axios';
import { createHttpClient, discoverTenant, isLoopback, type TenantSettings } from 'ciam-config';
import { startEmulator } from 'ciam-emulator';
import { localTenant, type TenantFile } from 'ciam-emulator/tenant-file';
import { certificateOf, type Credentials, heldCredentials } from './credentials.ts';
import { type Difference, differences } from './differences.ts';
import { normalize, type Own, type Recorded } from './normalize.ts';
import { type Probe, probesFor, proofs } from './probes.ts';

export interface CompareOptions {
  tenant: TenantSettings;
  file: TenantFile;
  /** The settings in `.env`. */
  settings: Readonly<Record<string, string | undefined>>;
  /** The folder of the tenant file. */
  folder: string;
  /** The pause between two requests to the tenant, in milliseconds. */
  pauseMs?: number;
  now?: () => Date;
}

export interface Comparison {
  differences: Difference[];
  fixture: Fixture;
}

/** The responses of a tenant, without anything that identifies it. */
export interface Fixture {
  /** The day, in ISO 8601. */
  date: string;
  source: string;
  responses: Record<string, Recorded>;
}

/** A tenant to ask: its identity, its address, and the credentials of its apps. */
interface Asked {
  own: Own;
  /** The address that requests go to. The `host` may differ. */
  address: string;
  host?: string | undefined;
  credentials: Credentials;
}

/** Real tenants accept 20 requests a second from one address. */
const usualPauseMs = 100;
/** The secret of the emulator, not a real one. */
const localSecret = 'emulator-only-not-a-secret';

/** Sends the same requests, one at a time, to the tenant in the settings and to an emulator with the same file. */
export async function compare(options: CompareOptions): Promise<Comparison> {
  const { tenant: settings, file, now = () => new Date() } = options;
  const { origin, hostname } = new URL(settings.authority);
  const { pauseMs = isLoopback(hostname) ? 0 : usualPauseMs } = options;
  const http = createHttpClient({ timeoutMs: 20_000, maxResponseBytes: 2 * 1024 * 1024 });
  const { tenantId } = await discoverTenant(settings);
  const clientIds = Object.fromEntries(
    file.applications.map(({ name, env }) => [name, options.settings[env?.clientId ?? ''] || undefined]),
  );
  const credentials = await heldCredentials(file, options.settings, options.folder);
  const secrets = [...secretsIn(file, options.settings), localSecret];
  const shared = { tenantId, subdomain: settings.tenantSubdomain, clientIds, secrets };
  const theirs: Asked = { own: { ...shared, origin }, address: origin, credentials };

  const config = localTenant(withIds(file, shared, credentials));
  await using emulator = await startEmulator({ config, log: () => undefined });
  // Under the name of a real tenant, it responds like one.
  const host = isLoopback(hostname) ? undefined : `${settings.tenantSubdomain}.ciamlogin.com`;
  const ours: Asked = {
    own: { ...shared, origin: host === undefined ? emulator.origin : `https://${host}` },
    address: emulator.origin,
    host,
    credentials: {
      ...credentials,
      ...(credentials.secret && { secret: { ...credentials.secret, value: localSecret } }),
    },
  };

  const found: Difference[] = [];
  const responses: Fixture['responses'] = {};
  const domain = `${settings.tenantSubdomain}.onmicrosoft.com`;
  for (const probe of probesFor({ file, clientIds, domain, credentials })) {
    const [tenant, local] = [await ask(http, probe, theirs), await ask(http, probe, ours)];
    responses[probe.name] = tenant;
    found.push(...differences(probe.name, tenant, local));
    await sleep(pauseMs);
  }
  const date = now().toISOString().slice(0, 10);
  const source = isLoopback(hostname) ? 'a program on this machine' : 'an external tenant';
  return { differences: found, fixture: { date, source, responses } };
}

/** @returns the normalized response of one tenant */
async function ask(http: AxiosInstance, probe: Probe, asked: Asked): Promise<Recorded> {
  const { own, address, host } = asked;
  const url = new URL(probe.path.replace('{tenant}', own.tenantId), address);
  for (const [name, value] of Object.entries(probe.query ?? {})) url.searchParams.set(name, value);
  const form = new URLSearchParams(probe.form);
  for (const [name, value] of form) form.set(name, await proofFor(value, form.get('client_id') ?? '', asked));
  const response = await http.request<string>({
    method: probe.method,
    url: url.href,
    headers: { ...probe.headers, ...(host === undefined ? {} : { host }) },
    ...(probe.form ? { data: form } : {}),
    maxRedirects: 0,
    validateStatus: null,
    responseType: 'text',
    transformResponse: (text: string) => text,
  });
  return normalize(
    {
      status: response.status,
      headers: Object.fromEntries(Object.entries(response.headers)),
      text: response.data ?? '',
    },
    own,
  );
}

/** Returns this tenant's value for a placeholder of a probe. */
async function proofFor(value: string, clientId: string, { own, credentials }: Asked): Promise<string> {
  const { secret, certificate, federated, unknown } = credentials;
  const audience = `${own.origin}/${own.tenantId}/oauth2/v2.0/token`;
  switch (value) {
    case proofs.secret:
      return secret?.value ?? '';
    case proofs.certificate:
      return (await certificate?.sign(clientId, audience)) ?? '';
    case proofs.federated:
      return federated?.token ?? '';
    case proofs.unknownCertificate:
      return unknown.certificate(clientId, audience);
    case proofs.unknownToken:
      return unknown.token;
    default:
      return value;
  }
}

function secretsIn(file: TenantFile, settings: CompareOptions['settings']): string[] {
  const names = file.applications.map(({ env }) => env?.clientSecret).filter((name) => name !== undefined);
  return names.map((name) => settings[name] ?? '').filter((secret) => secret !== '');
}

/** Returns the file with the IDs of the tenant that it is compared with. */
function withIds(
  file: TenantFile,
  { tenantId, subdomain, clientIds }: Pick<Own, 'tenantId' | 'subdomain' | 'clientIds'>,
  credentials: Credentials,
): TenantFile {
  const applications = file.applications.map((application) => {
    const { name, env } = application;
    const appId = clientIds[name];
    const secret = env?.clientSecret === undefined ? {} : { secret: localSecret };
    return [name, { ...(appId ? { appId } : {}), ...secret, ...certificateOf(credentials, application) }] as const;
  });
  return { ...file, local: { ...file.local, tenantId, subdomain, applications: Object.fromEntries(applications) } };
}
