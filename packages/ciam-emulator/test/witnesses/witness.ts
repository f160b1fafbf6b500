import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { witnesses } from 'test-support';
import { type Emulator, localTls, startEmulator } from '../../src/index.ts';
import { clientCertificate, clientKey, clientSecret, ids, redirectUri, testTenant } from '../tenant.ts';

const user = 'ada@contoso.com';

/** A tenant over https, and the certificate that its clients must trust. */
export interface WitnessTenant extends AsyncDisposable {
  tenant: Emulator;
  /** Its origin by the name of this machine. */
  origin: string;
  caFile: string;
}

export async function witnessTenant(): Promise<WitnessTenant> {
  const folder = await mkdtemp(join(tmpdir(), 'witness-'));
  const { caFile, ...tls } = await localTls(folder);
  const tenant = await startEmulator({ config: testTenant, tls });
  return {
    tenant,
    origin: `https://localhost:${tenant.port}`,
    caFile,
    async [Symbol.asyncDispose]() {
      await tenant.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** What a program must know of the tenant. */
async function settingsOf({ tenant, origin, caFile }: WitnessTenant): Promise<object> {
  const metadata = `${tenant.authority}${tenant.tenantId}/v2.0/.well-known/openid-configuration`;
  const issuer = `${origin}/${tenant.tenantId}/v2.0`;
  return {
    origin,
    caFile,
    issuer,
    endpoints: {
      authorization_endpoint: `${origin}/${tenant.tenantId}/oauth2/v2.0/authorize`,
      token_endpoint: `${origin}/${tenant.tenantId}/oauth2/v2.0/token`,
      userinfo_endpoint: `${origin}/oidc/userinfo`,
    },
    metadata,
    tenantId: tenant.tenantId,
    webId: ids.web,
    daemonId: ids.daemon,
    deviceId: ids.device,
    certificateId: ids.certificate,
    secret: clientSecret,
    certificate: `${clientKey}${clientCertificate}`,
    redirectUri,
    scope: `api://${ids.api}/.default`,
    userScope: `api://${ids.api}/ToDoList.Read`,
  };
}

/**
 * Runs a program that signs in with someone else's library, and does for it what a person would.
 * @returns what it reports at its end.
 */
export async function testify(place: WitnessTenant, command: string, args: string[]): Promise<unknown> {
  const child = spawn(command, args, {
    cwd: witnesses,
    env: {
      ...process.env,
      WITNESS: JSON.stringify(await settingsOf(place)),
      NODE_EXTRA_CA_CERTS: place.caFile,
      REQUESTS_CA_BUNDLE: place.caFile,
      SSL_CERT_FILE: place.caFile,
      NO_PROXY: 'localhost,127.0.0.1',
    },
  });
  const { control } = place.tenant;
  const complaints = text(child.stderr);
  let result: unknown;
  for await (const line of createInterface({ input: child.stdout })) {
    const said = JSON.parse(line) as { signIn?: string; approve?: string; result?: unknown };
    if (said.signIn !== undefined) child.stdin.write(`${JSON.stringify(await control.signIn(said.signIn, user))}\n`);
    else if (said.approve !== undefined) {
      await control.approveDeviceCode(said.approve, user);
      child.stdin.write('{}\n');
    } else result = said.result;
  }
  if (result === undefined) throw new Error(`${command} ${args.join(' ')} has nothing to report: ${await complaints}`);
  child.kill();
  return result;
}
