import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, startEmulator } from 'ciam-emulator';

export interface TestBed extends AsyncDisposable {
  tenant: Emulator;
  /** The environment that points a program at the tenant, its cache folder included. */
  env: Record<string, string>;
  /** Whether a token, a device code or a part of one stands in a text. */
  leaksInto: (text: string) => boolean;
  /** Has what a program printed looked through at the end, when disposing of the test bed throws if a secret is in it. */
  watch: (printed: () => string) => void;
  /** Replaces all faults by changes of device code responses. Polls are quick if `interval` (seconds) does not say otherwise. */
  changeCodes: (fields?: { interval?: number; expires_in?: number; verification_uri?: string }) => void;
}

/** A local tenant, an empty cache folder for the app, and a watch on the secrets that the tenant issued. */
export async function startTestBed(): Promise<TestBed> {
  const tenant = await startEmulator();
  const cacheFolder = await mkdtemp(join(tmpdir(), 'device-code-'));
  const secrets = new Set<string>();
  const watched: (() => string)[] = [];
  const collect = (message: unknown): void => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    if (request.socket.localPort !== tenant.port) return;
    const end = response.end.bind(response) as (...content: unknown[]) => ServerResponse;
    response.end = (...content: unknown[]) => {
      for (const secret of secretsIn(String(content[0]))) secrets.add(secret);
      return end(...content);
    };
  };
  subscribe('http.server.request.start', collect);

  const leaksInto = (text: string): boolean =>
    /eyJ[\w-]{10}/.test(text) || [...secrets].some((secret) => text.includes(secret.slice(0, 20)));
  const changeCodes: TestBed['changeCodes'] = (fields) => {
    tenant.control.clearFaults();
    tenant.control.addFault({ endpoint: 'devicecode', kind: 'change', body: { interval: 0.2, ...fields } });
  };
  changeCodes();
  return {
    tenant,
    env: {
      TENANT_SUBDOMAIN: tenant.subdomain,
      AUTHORITY: tenant.authority,
      DEVICE_CODE_CLIENT_ID: '00001111-aaaa-2222-bbbb-000000000002',
      XDG_CACHE_HOME: cacheFolder,
      HOME: cacheFolder,
    },
    leaksInto,
    watch: (printed) => void watched.push(printed),
    changeCodes,
    [Symbol.asyncDispose]: async () => {
      unsubscribe('http.server.request.start', collect);
      await tenant.close();
      await rm(cacheFolder, { recursive: true });
      const leak = watched.map((printed) => printed()).find((text) => leaksInto(text));
      if (leak !== undefined) throw new Error(`A secret was printed:\n${leak}`);
    },
  };
}

function secretsIn(body: string): string[] {
  return [...body.matchAll(/"(?:access_token|refresh_token|id_token|device_code)":"([^"]+)"/g)].map(
    ([, secret = '']) => secret,
  );
}
