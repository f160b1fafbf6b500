import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startProgram } from 'test-support';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { leakIn, secretShapes } from './secret-shapes.ts';

const root = resolve(import.meta.dirname, '../../..');

/** Command lines of every program; `*` is where a secret may have been pasted. */
const commandLines: Readonly<Record<string, string[]>> = {
  'apps/daemon': ['*', '--*', '--op *', '--op getToDo --id *', '--op getToDos --owner *', '--op getToDos --json=*'],
  'apps/device-code': ['*', 'status *', '--*', '--timeout *', '--json=*', 'status --account *', '--account *'],
  'tools/tenant': [
    '*',
    'doctor *',
    'doctor --*',
    'doctor --app *',
    'doctor --app web-app --tenant *',
    'doctor --json=*',
    'register --tenant https://*.ciamlogin.com',
    'register --dry-run --*=1',
    'register --dry-run --file *',
    'register --dry-run --settings *',
    'register --tenant contoso --graph *',
    'register --tenant contoso --authority https://*',
    'register --yes=*',
    'export --tenant contoso --authority http://127.0.0.1:9 --out *',
    'cleanup --tenant *',
    'compare --file *',
    'compare --settings *',
    'certificate *',
    'certificate --file *',
    'certificate daemon --out /proc/*',
  ],
  'tools/copy-app': ['*', 'daemon folder *', 'daemon folder --*', '--git=*'],
  'tools/dev-env': ['*', '--*', '--exit=*'],
  'packages/ciam-emulator': [
    '*',
    '--*',
    '--port *',
    '--config *',
    '--issuer *',
    '--host *',
    '--origin *',
    '--origin http://x:*@127.0.0.1',
    '--back-channel-origin *',
    '--json=*',
    '--keys /proc/*',
    '--tls --tls-folder /proc/*',
    '--port 0 --control-token *',
  ],
};
/** These have no form in which a word of the command line could hold them. */
const spoken = Object.entries(secretShapes).filter(
  ([shape]) => !['a private key', 'a PEM that is damaged'].includes(shape),
);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'command-lines-'));
});
afterAll(() => rm(folder, { recursive: true }));

const env = () => ({
  TENANT_SUBDOMAIN: 'contoso',
  AUTHORITY: 'http://127.0.0.1:9/',
  DEVICE_CODE_CLIENT_ID: '00001111-aaaa-2222-bbbb-000000000002',
  XDG_CACHE_HOME: folder,
  HOME: folder,
});

test.each(Object.entries(commandLines))('%s repeats no secret of its command line', async (program, lines) => {
  for (const [index, line] of lines.entries()) {
    const [shape, make] = spoken[(index * 5 + program.length) % spoken.length] ?? [];
    if (!shape || !make) throw new Error('There is no such shape.');
    const secret = make();
    const args = [join(root, program), ...line.split(' ').map((word) => word.replace('*', () => secret.value))];
    await using running = startProgram(process.execPath, args, { cwd: folder, env: env() });
    // A server has said all it has to say once it listens.
    const listens = running.printed(/^Control API: .*$/m).catch(() => running.exited);
    await Promise.race([running.exited, listens, sleep(60_000)]);
    const { stdout, stderr } = running.output;
    expect(stdout + stderr, `${program} ${line} printed nothing`).not.toBe('');
    expect(leakIn(stdout + stderr, secret), `${shape}: ${program} ${line}`).toBeUndefined();
  }
});
