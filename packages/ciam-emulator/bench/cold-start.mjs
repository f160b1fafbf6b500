/** How long the packed program takes from its spawn to the line that says it listens, and to its first token, beside `node -e 1`. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const rounds = 25;
const folder = mkdtempSync(join(tmpdir(), 'cold-start-'));
// A large bundle of authorities adds to every start of Node, and would flatter each ratio.
const { NODE_EXTRA_CA_CERTS: _certificates, ...env } = process.env;

async function emptyProgram() {
  const start = performance.now();
  await once(spawn(process.execPath, ['-e', '1'], { env }), 'exit');
  return performance.now() - start;
}

async function emulator() {
  const start = performance.now();
  const child = spawn(process.execPath, [join(folder, 'dist/command.js'), '--port', '0', '--json'], {
    env,
    cwd: folder,
  });
  const [line] = await once(child.stdout, 'data');
  const listening = performance.now() - start;
  const { authority, tenantId, applications } = JSON.parse(line);
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: applications[2].appId,
    client_secret: 'emulator-only-not-a-secret',
    scope: 'api://00001111-aaaa-2222-bbbb-3333cccc4444/.default',
  });
  const response = await fetch(`${authority}${tenantId}/oauth2/v2.0/token`, { method: 'POST', body });
  if (!(await response.json()).access_token) throw new Error('There is no token.');
  const token = performance.now() - start;
  child.kill();
  await once(child, 'exit');
  return { listening, token };
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

try {
  spawnSync(process.execPath, [join(import.meta.dirname, '../bundle.js'), folder], { stdio: 'inherit' });
  await emulator();
  const empty = [];
  const starts = [];
  for (let round = 0; round < rounds; round += 1) {
    empty.push(await emptyProgram());
    starts.push(await emulator());
  }
  const base = median(empty);
  const show = (name, values, most) =>
    console.log(
      `${name}  ${median(values).toFixed(0)} ms, ${(median(values) / base).toFixed(1)} × (at most ${most} × wanted)`,
    );
  console.log(`node -e 1                    ${base.toFixed(0)} ms (${process.version}, median of ${rounds}, in turns)`);
  show(
    'spawn to the listening line',
    starts.map(({ listening }) => listening),
    7,
  );
  show(
    'spawn to the first token   ',
    starts.map(({ token }) => token),
    11,
  );
} finally {
  rmSync(folder, { recursive: true });
}
