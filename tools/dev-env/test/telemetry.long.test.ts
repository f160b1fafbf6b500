import { randomBytes } from 'node:crypto';
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultTenant } from 'ciam-emulator';
import {
  enterCredentials,
  freePort,
  HttpBrowser,
  isMissing,
  localServer,
  type LocalServer,
  runProgram,
  startPostgresServer,
  startProgram,
  startRedisServer,
} from 'test-support';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { programEnvironment } from '../src/program-environment.ts';
import { root } from '../src/repository.ts';

interface Span {
  traceId: string;
  name: string;
  kind: number;
  attributes?: { key: string; value: { stringValue?: string; intValue?: number | string } }[];
}

interface OtlpResource {
  resource: { attributes: { key: string; value: { stringValue?: string } }[] };
}

interface OtlpBody {
  resourceSpans?: (OtlpResource & { scopeSpans: { spans: Span[] }[] })[];
  resourceMetrics?: (OtlpResource & { scopeMetrics: { metrics: Metric[] }[] })[];
}

interface Metric {
  name: string;
  sum?: { dataPoints: { attributes: { key: string; value: { stringValue?: string } }[] }[] };
}

/** An OTLP collector that keeps what it receives. https://opentelemetry.io/docs/specs/otlp/#otlphttp */
async function startCollector() {
  const spans: (Span & { service: string })[] = [];
  const metrics = new Map<string, Set<string>>();
  const serviceOf = ({ resource }: OtlpResource): string =>
    resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? '';
  const server: LocalServer = await localServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as OtlpBody;
      for (const each of body.resourceSpans ?? []) {
        for (const span of each.scopeSpans.flatMap((scope) => scope.spans))
          spans.push({ ...span, service: serviceOf(each) });
      }
      for (const each of body.resourceMetrics ?? []) {
        for (const metric of each.scopeMetrics.flatMap((scope) => scope.metrics)) {
          const points = metric.sum?.dataPoints ?? [];
          const known = metrics.get(metric.name) ?? new Set();
          for (const { attributes } of points) {
            known.add(
              attributes
                .map(({ key, value }) => `${key}=${value.stringValue}`)
                .toSorted()
                .join(' '),
            );
          }
          metrics.set(metric.name, known);
        }
      }
      response.setHeader('content-type', 'application/json').end('{}');
    });
  });
  return { spans, metrics, url: server.url.replace(/\/$/, ''), close: () => server[Symbol.asyncDispose]() };
}

const newTrace = (): { traceId: string; traceparent: string } => {
  const traceId = randomBytes(16).toString('hex');
  return { traceId, traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-01` };
};

describe.skipIf((await isMissing('redis')) || (await isMissing('postgresql')) || (await isMissing('npm')))(
  'telemetry.mjs, by environment alone',
  () => {
    let folder: string;
    let node: string;
    let collector: Awaited<ReturnType<typeof startCollector>>;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'telemetry-'));
      await copyFile(join(root, 'docs/recipes/telemetry.mjs'), join(folder, 'telemetry.mjs'));
      // What the recipe says to install.
      const page = await readFile(join(root, 'docs/recipes/telemetry.md'), 'utf8');
      const [, packages = ''] = /^npm (install .*)$/m.exec(page) ?? [];
      const env = { HOME: folder };
      const installed = await runProgram('npm', [...packages.split(' '), '--no-audit', '--no-fund'], {
        cwd: folder,
        env,
      });
      if (installed.code !== 0) throw new Error(installed.stderr);
      const found = await runProgram('npx', ['--yes', '-p', 'node@24', 'node', '-p', 'process.execPath'], { env });
      node = found.stdout.trim();
      collector = await startCollector();
    }, 600_000);
    afterAll(async () => {
      await collector.close();
      await rm(folder, { recursive: true, force: true });
    });

    test('a sign-in and a daemon run arrive as traces with every hop, and as metrics', async () => {
      await using redis = await startRedisServer();
      await using postgres = await startPostgresServer();
      const [tenant, api, web] = [await freePort(), await freePort(), await freePort()];
      const origin = `http://localhost:${web}`;
      const settings = {
        ...programEnvironment(defaultTenant, {
          authority: `http://127.0.0.1:${tenant}/`,
          api: `http://localhost:${api}`,
          web: origin,
        }),
        EMULATOR_PORT: String(tenant),
        REDIS_URL: redis.url,
        DATABASE_URL: postgres.url(),
        HOME: folder,
        XDG_CACHE_HOME: folder,
      };
      const telemetry = (name: string): Record<string, string> => ({
        ...settings,
        NODE_OPTIONS: `--import=${join(folder, 'telemetry.mjs')}`,
        OTEL_SERVICE_NAME: name,
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
        OTEL_METRICS_EXPORTER: 'otlp',
        OTEL_METRIC_EXPORT_INTERVAL: '1000',
        OTEL_BSP_SCHEDULE_DELAY: '200',
      });
      const start = (path: string, name: string) => startProgram(node, [join(root, path)], { env: telemetry(name) });

      await using theTenant = start('packages/ciam-emulator', 'tenant');
      await theTenant.printed(/listening|Listening|http:\/\//);
      await using theApi = start('packages/todolist-api', 'todolist-api');
      await using theWebApp = start('apps/web-app', 'web-app');
      await Promise.all([theApi.printed(/Listening/), theWebApp.printed(/Listening/)]);

      const signIn = newTrace();
      const browser = new HttpBrowser();
      await browser.open(`${origin}/auth/signin?returnTo=/users/id`);
      const [user] = defaultTenant.users;
      await enterCredentials(browser, user);
      await browser.submit();
      // The app's own page posts the response once more; a browser that traces sends its trace along.
      const { action, fields } = browser.page.form();
      await browser.post(action, fields, { headers: { traceparent: signIn.traceparent } });
      expect(browser.heading).toBe('ID token claims');
      await browser.open(`${origin}/auth/redirect?error=invalid_client&error_description=AADSTS7000215%3A+no`);

      const run = newTrace();
      const daemon = await runProgram(node, [join(root, 'apps/daemon'), '--op', 'getToDos'], {
        env: { ...telemetry('daemon'), TRACEPARENT: run.traceparent },
      });
      expect(daemon).toMatchObject({ code: 0 });

      const hops = (traceId: string): Set<string> =>
        new Set(
          collector.spans
            .filter((span) => span.traceId === traceId)
            .map(({ service, kind, name }) => `${service} ${kindNames[kind]} ${name.split(' ')[0]}`),
        );
      await vi.waitFor(
        () => {
          expect([...hops(signIn.traceId)]).toEqual(
            expect.arrayContaining([
              'web-app server POST',
              'web-app client POST',
              'tenant server POST',
              'web-app client redis-SET',
            ]),
          );
          expect([...hops(run.traceId)]).toEqual(
            expect.arrayContaining([
              'daemon client POST',
              'tenant server POST',
              'daemon client GET',
              'todolist-api server GET',
              'todolist-api client pg.query:SELECT',
            ]),
          );
          expect([...(collector.metrics.get('sign_ins') ?? [])]).toEqual(
            expect.arrayContaining(['step=begun', 'step=finished', 'code=AADSTS7000215 kind=credential step=refused']),
          );
          expect([...collector.metrics.keys()]).toEqual(
            expect.arrayContaining([
              'redis.command.duration',
              'http.client.request.duration',
              'db.client.operation.duration',
            ]),
          );
        },
        { timeout: 20_000, interval: 200 },
      );
    });
  },
);

const kindNames: Record<number, string> = { 1: 'internal', 2: 'server', 3: 'client' };
