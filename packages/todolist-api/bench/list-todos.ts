// Measures GET /api/todolist with a valid token over 32 connections: our API reading from SQLite, compared with
// express-oauth2-jwt-bearer sending a constant. Each runs in its own process, in turn, so that a machine of varying
// speed treats both alike. Both run with NODE_ENV=production, which requires a tenant on https, and without a request
// log, which the other server lacks.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import autocannon from 'autocannon';
import { localTls, startEmulator } from 'ciam-emulator';
import { freePort } from 'test-support';

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

interface Server {
  child: ChildProcess;
  url: string;
}

/** Loaded before each server, so that it responds to every message with its CPU time. */
const cpuReport = `data:text/javascript,${encodeURIComponent("process.on('message', () => process.send(process.cpuUsage()))")}`;

/** Starts a server whose log is discarded, so that reading it costs the load generator nothing. */
const start = async (file: string, env: Record<string, string>): Promise<Server> => {
  const port = await freePort();
  const common = { NODE_ENV: 'production', LOG_LEVEL: 'warn', NODE_EXTRA_CA_CERTS: tls.caFile };
  const settings = { PATH: process.env['PATH'], HOST: '127.0.0.1', PORT: String(port), ...common, ...env };
  const patience = AbortSignal.timeout(20_000);
  const child = spawn(process.execPath, ['--import', cpuReport, file], {
    env: settings,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
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
const response = await (await fetch(ours.url, { headers })).text();
const peer = await start(join(import.meta.dirname, 'constant-server.js'), {
  ISSUER: tenant.issuer,
  AUDIENCE: apiClientId,
  ANSWER: response,
});

interface Figure {
  requestsPerSecond: number;
  /** CPU time of the server for one request, in microseconds. Other programs on the machine hardly change it. */
  cpu: number;
}

const cpuTime = async ({ child }: Server): Promise<number> => {
  child.send('cpu');
  const [{ user, system }] = (await once(child, 'message')) as [NodeJS.CpuUsage];
  return user + system;
};

const measure = async (server: Server, duration = roundSeconds): Promise<Figure> => {
  const { url } = server;
  const before = await cpuTime(server);
  const { requests, non2xx, errors } = await autocannon({ url, connections: 32, duration, headers });
  if (non2xx + errors > 0) throw new Error(`${url}: ${non2xx} refused, ${errors} failed.`);
  return { requestsPerSecond: requests.average, cpu: ((await cpuTime(server)) - before) / requests.total };
};
const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const figures: { ours: Figure[]; peer: Figure[] } = { ours: [], peer: [] };
await measure(ours, 2);
await measure(peer, 2);
for (let round = 0; round < rounds; round++) {
  figures.ours.push(await measure(ours));
  figures.peer.push(await measure(peer));
}
for (const { child } of [ours, peer]) {
  child.kill();
  await once(child, 'exit');
}
await rm(folder, { recursive: true });

const row = (name: string, values: Figure[]): void => {
  const requestsPerSecond = median(values.map((figure) => figure.requestsPerSecond));
  const cpu = median(values.map((figure) => figure.cpu));
  console.log(`${name.padEnd(36)} ${requestsPerSecond.toFixed(0).padStart(10)} ${`${cpu.toFixed(0)} µs`.padStart(14)}`);
};
/** What `of` makes of the two figures of each round. */
const ratios = (of: (ours: Figure, peer: Figure) => number): number[] =>
  figures.ours.map((figure, round) => {
    const beside = figures.peer[round];
    return beside ? of(figure, beside) : NaN;
  });
const rates = ratios((mine, its) => mine.requestsPerSecond / its.requestsPerSecond);
const cpus = ratios((mine, its) => its.cpu / mine.cpu);
console.log(`Node ${process.version}, medians of ${rounds} rounds`);
console.log(`${''.padEnd(36)} requests/s  CPU a request`);
row('todolist-api, SQLite', figures.ours);
row('express-oauth2-jwt-bearer, constant', figures.peer);
console.log(
  `${'ratio'.padEnd(36)} ${median(rates).toFixed(2).padStart(10)} ${median(cpus).toFixed(2).padStart(14)}  (wanted: 0.85 requests/s at least)`,
);
