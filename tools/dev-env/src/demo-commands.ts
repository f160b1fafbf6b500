import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Environment, loadEnvironment } from 'ciam-config';
import { root } from './repository.ts';

export interface DemoCommands {
  deviceCode: string;
  daemon: string;
  /** Explains the commands. Empty if there is nothing to explain. */
  note: string;
}

/** The settings that a program reads. Those that the demo does not set must be absent. */
const tenant = ['TENANT_SUBDOMAIN', 'TENANT_ID', 'AUTHORITY', 'NODE_ENV', 'CLIENT_ID'];
const original = ['CLIENT_SECRET', 'CERT_THUMBPRINT', 'CERT_PRIVATE_KEY_FILE'];
const credential = ['CLIENT_SECRET', 'CLIENT_CERTIFICATE', 'FEDERATED_TOKEN_FILE'].map((kind) => `DAEMON_${kind}`);
const api = ['API_CLIENT_ID', 'API_ENDPOINT', 'SCOPES'];
const settings = new Map([
  ['device-code', [...tenant, 'DEVICE_CODE_CLIENT_ID']],
  ['daemon', [...tenant, 'DAEMON_CLIENT_ID', ...original, ...credential, ...api]],
]);

/**
 * Returns the commands to run the other two apps in the demo, from the root of the repository. If `.env` differs from
 * the demo, Node reads the demo's settings from a file, which works in every shell.
 */
export function demoCommands(demo: Record<string, string>, repository: string = root): DemoCommands {
  const differing = [...settings].flatMap(([app, names]) => {
    // Another terminal sees the files, but not variables set in this one.
    const files = loadEnvironment(join(repository, 'apps', app), {});
    const API_ENDPOINT = `http://localhost:${files['API_PORT'] ?? 44_351}/api/todolist`;
    const env: Environment = { NODE_ENV: 'development', API_ENDPOINT, ...files };
    return names.filter((name) => (env[name] ?? '') !== (demo[name] ?? ''));
  });
  if (differing.length === 0)
    return { deviceCode: 'node apps/device-code', daemon: 'node apps/daemon --op getToDos', note: '' };
  mkdirSync(join(repository, '.data'), { recursive: true });
  const names = new Set([...settings.values()].flat());
  const lines = [...names].flatMap((name) => (demo[name] === undefined ? [] : [`${name}=${demo[name]}\n`]));
  writeFileSync(join(repository, '.data', 'demo.env'), lines.join(''), { mode: 0o600 });
  return {
    deviceCode: 'node --env-file=.data/demo.env apps/device-code',
    daemon: 'node --env-file=.data/demo.env apps/daemon --op getToDos',
    note: `
The demo's own settings are in .data/demo.env. In your .env, these differ:
${[...new Set(differing)].map((name) => `  ${name}`).join('\n')}
`,
  };
}
