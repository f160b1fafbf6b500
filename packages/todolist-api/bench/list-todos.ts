// Measures GET /api/todolist with a valid token over 32 connections: our API reading from SQLite, compared with
// express-oauth2-jwt-bearer sending a constant. Each runs in its own process, in turn, so that a machine of varying
// speed treats both alike. Both run with NODE_ENV=production, which requires a tenant on https, and without a request
// log, which the other server lacks.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import autocannon from 'autocannon';
import { localTls, startEmulator } from 'ciam-emulator';

const rounds = 9;
const roundSeconds = 4;

const apiClientId = '00001111-aaaa-2222-bbbb-3333cccc4444';
const daemon = { client_id: '00001111-aaaa-2222-bbbb-000000000003', client_secret: 'emulator-only-not-a-secret' };

const folder = await mkdtemp(join(tmpdir(), 'todolist-bench-'));
const tls = await localTls(join(folder, 'tls'));
await using tenant = await startEmulator({ tls });
// For this program's own token request. The servers know the certificate.
process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
process.removeAllListeners('warning');

const tokenResponse = await fetch(`${tenant.authority}${tenant.tenantId}/oauth2/v2.0/token`, {
  method: 'POST',
  body: new URLSearchParams({ ...daemon, grant_type: 'client_credentials', scope: `api://${apiClientId}/.default` }),
});
const { access_token: token } = (await tokenResponse.json()) as { access_token: string };
const headers = { Authorization: `Bearer ${token}` };

/** Starts a server whose log is discarded, so that reading it costs the load generator nothing. */
const start = async (file: string, env: Record<string, string>): Promise<{ child: ChildProcess; url: string }> => {
  const port = await freePort();
  const common = { NODE_ENV: 'production', LOG_LEVEL: 'warn', NODE_EXTRA_CA_CERTS: tls.caFile };
  const settings = { PATH: process.env['PATH'], HOST: '127.0.0.1', PORT: String(port), ...common, ...env };
  const patience = AbortSignal.timeout(20_000);
  const child = spawn(process.execPath, [file], { env: settings, stdio: ['ignore', 'ignore', 'inherit'] });
  const url = `http://127.0.0.1:${port}/api/todolist`;
  const isUp = (): Promise<boolean> =>
    fetch(url, { headers }).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isUp())) await setTimeout(100, undefined, { signal: patience });
  return { child, url };
};

const ours = await start(join(import.meta.dirname, '../../dist/server.js'), {
  TENANT_SUBDOMAIN: 'contoso',
  AUTHORITY: tenant.authority,
  API_CLIENT_ID: apiClientId,
  DATABASE_URL: `file:${folder}/todolist.db`,
});
for (const description of ['Water the plants', 'Return the library books', 'Book the train to Oslo']) {
  const body = JSON.stringify({ owner: tenant.users[0]?.id, description });
  await fetch(ours.url, { method: 'POST', headers: { ...headers, 'Content-Type': 'application/json' }, body });
}
const answer = await (await fetch(ours.url, { headers })).text();
const peer = await start(join(import.meta.dirname, 'constant-server.js'), {
  ISSUER: tenant.issuer,
  AUDIENCE: apiClientId,
  ANSWER: answer,
});

const measure = async (url: string, seconds = roundSeconds): Promise<number> => {
  const result = await autocannon({ url, connections: 32, duration: seconds, headers });
  if (result.non2xx + result.errors > 0) throw new Error(`${url}: ${result.non2xx} refused, ${result.errors} failed.`);
  return result.requests.average;
};
const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const rates: { ours: number[]; peer: number[] } = { ours: [], peer: [] };
await measure(ours.url, 2);
await measure(peer.url, 2);
for (let round = 0; round < rounds; round++) {
  rates.ours.push(await measure(ours.url));
  rates.peer.push(await measure(peer.url));
}
for (const { child } of [ours, peer]) {
  child.kill();
  await once(child, 'exit');
}
await rm(folder, { recursive: true });

const ratios = rates.ours.map((rate, round) => rate / (rates.peer[round] ?? NaN));
console.log(`todolist-api, SQLite                  ${median(rates.ours).toFixed(0).padStart(6)} requests/s`);
console.log(`express-oauth2-jwt-bearer, constant   ${median(rates.peer).toFixed(0).padStart(6)} requests/s`);
console.log(
  `ratio, median of ${rounds} rounds              ${median(ratios).toFixed(2).padStart(6)}  (wanted: 0.85 at least; ${ratios.map((ratio) => ratio.toFixed(2)).join(' ')})`,
);

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address ? address.port : 0;
}
