import { lookup } from 'node:dns/promises';
import { globalAgent } from 'node:https';
import { isIP } from 'node:net';
import { connect, type PeerCertificate } from 'node:tls';
import type { AxiosInstance } from 'axios';
import { discoverTenant, isLoopback, type Tenant, type TenantSettings } from 'ciam-config';
import { describeClocks, secondsAhead } from 'ciam-config/clocks';
import { type Finding, findingsOf } from './finding.ts';

const { passed, failed, skipped, because } = findingsOf();

/** The difference between its clock and the tenant's that the API tolerates, in seconds. */
const tolerance = 60;

export interface Examination {
  http: AxiosInstance;
  /** Whether requests use a proxy. Names and certificates can then not be checked from here. */
  proxied: boolean;
  now: () => number;
}

/** Checks that the tenant can be reached and is the right one. */
export async function examineTenant(
  settings: TenantSettings,
  examination: Examination,
): Promise<{ tenant?: Tenant; findings: Finding[] }> {
  const authority = new URL(settings.authority);
  const findings: Finding[] = [];
  if (examination.proxied && !isLoopback(authority.hostname)) {
    findings.push(skipped('dns', 'Requests go through a proxy, which resolves names and checks certificates.'));
  } else {
    const resolved = await examineName(authority.hostname);
    findings.push(...resolved);
    if (resolved.some(({ status }) => status === 'failed')) return { findings };
    findings.push(await examineCertificate(authority, examination.now()));
  }
  try {
    const tenant = await discoverTenant(settings, { http: examination.http });
    findings.push(passed('discovery', `The tenant is ${tenant.tenantId}, its issuer ${tenant.issuer}.`));
    findings.push(...(await examineKeys(tenant, examination)));
    return { tenant, findings };
  } catch (error) {
    findings.push(because('discovery', error));
    return { findings };
  }
}

/** Checks that the name resolves, unless the authority is an IP address. */
async function examineName(hostname: string): Promise<Finding[]> {
  if (isIP(hostname.replace(/^\[(.*)\]$/, '$1'))) return [];
  return lookup(hostname).then(
    ({ address }) => [passed('dns', `${hostname} is at ${address}.`)],
    (error: Error) => [
      failed(
        'dns',
        `The name ${hostname} cannot be resolved (${error.message}).`,
        'Check TENANT_SUBDOMAIN and AUTHORITY for a typo, then the network. Behind a proxy, set HTTPS_PROXY.',
      ),
    ],
  );
}

async function examineCertificate(authority: URL, now: number): Promise<Finding> {
  if (authority.protocol !== 'https:') {
    return skipped('tls', `${authority.origin} is http, as a local tenant may be, so it has no certificate.`);
  }
  const port = Number(authority.port || 443);
  return new Promise((resolve) => {
    const name = isIP(authority.hostname) ? {} : { servername: authority.hostname };
    // The certificates that NODE_EXTRA_CA_CERTS in a .env file names.
    const { secureContext } = globalAgent.options;
    const trust = secureContext ? { secureContext } : {};
    const socket = connect({ host: authority.hostname, port, timeout: 10_000, ...name, ...trust });
    const finish = (finding: Finding): void => {
      socket.destroy();
      resolve(finding);
    };
    const refuse = (why: string): void =>
      finish(
        failed(
          'tls',
          `No trusted TLS connection can be made to ${authority.host} (${why}).`,
          'Behind a proxy that decrypts TLS, set NODE_EXTRA_CA_CERTS to the file with its root certificate. ' +
            'Never turn off verification.',
        ),
      );
    socket.once('secureConnect', () => finish(certificateFinding(socket.getPeerCertificate(), authority, now)));
    socket.once('timeout', () => refuse('no response in 10 seconds'));
    socket.once('error', (error) => refuse(error.message));
  });
}

function certificateFinding({ valid_to: validTo }: PeerCertificate, { host }: URL, now: number): Finding {
  const days = Math.floor((Date.parse(validTo) - now) / 86_400_000);
  return passed('tls', `The certificate of ${host} is trusted, and valid for ${days} more days.`);
}

async function examineKeys(tenant: Tenant, { http, now }: Examination): Promise<Finding[]> {
  const sent = now();
  const response = await http
    .get<{ keys?: unknown } | null>(tenant.jwksUri, { validateStatus: null })
    .catch(() => undefined);
  const listed: unknown = response?.status === 200 ? response.data?.keys : undefined;
  const keys = Array.isArray(listed) ? listed.filter((key: { kty?: unknown } | null) => key?.kty === 'RSA') : [];
  if (!response || keys.length === 0) {
    return [
      failed(
        'signing-keys',
        `There are no signing keys at ${tenant.jwksUri}${response ? ` (status ${response.status})` : ''}.`,
        'Without them, no token can be checked. Check what is between this machine and the tenant, such as a proxy or a firewall.',
      ),
    ];
  }
  const count = keys.length === 1 ? 'One signing key' : `${keys.length} signing keys`;
  const findings = [passed('signing-keys', `${count} at ${tenant.jwksUri}.`)];
  const ahead = secondsAhead({ date: String(response.headers['date'] ?? '') }, sent);
  if (ahead !== undefined) findings.push(clockFinding(ahead));
  return findings;
}

/** Small differences mean nothing, because the header has whole seconds and the response took time. */
function clockFinding(ahead: number): Finding {
  if (Math.abs(ahead) <= tolerance) return passed('clock', "The clock of this machine agrees with the tenant's.");
  return failed(
    'clock',
    describeClocks(ahead),
    'Correct it (turn on time synchronization). Otherwise tokens count as expired, or as not valid yet.',
  );
}
