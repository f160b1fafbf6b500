import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './free-port.ts';

const run = promisify(execFile);
const installed = '/usr/lib/postgresql';

export interface PostgresOptions {
  /** Lines of postgresql.conf, such as `max_connections = 10`. */
  settings?: readonly string[];
  /** Lines of pg_hba.conf, before the one that admits everyone without a password. */
  admit?: readonly string[];
  /** Offers TLS with this key and certificate, both PEM. */
  tls?: { key: string; cert: string };
  /** The server to copy and follow. */
  standbyOf?: PostgresServer;
}

export interface PostgresServer extends AsyncDisposable {
  port: number;
  /**
   * Returns a connection string. @param user the default is postgres, the superuser; its password is included if it has
   * one
   */
  url(user?: string, database?: string): string;
  /** Runs a statement as the superuser, and returns what `psql` prints. */
  query(statement: string): Promise<string>;
  /** Promotes a standby to primary. */
  promote(): Promise<void>;
  /** Kills it, as if the machine crashed. */
  kill(): Promise<void>;
}

/** Returns the folder of PostgreSQL's programs on Debian and Ubuntu, or undefined if there is none. */
async function postgresPrograms(): Promise<string | undefined> {
  const versions = await readdir(installed).catch(() => []);
  const newest = versions.toSorted((a, b) => Number(a) - Number(b)).at(-1);
  return newest === undefined ? undefined : join(installed, newest, 'bin');
}

/**
 * Starts an empty PostgreSQL server on a free port of this machine, without protection against power failures.
 *
 * @throws {Error} when PostgreSQL is not installed or does not start
 */
export async function startPostgresServer(options: PostgresOptions = {}): Promise<PostgresServer> {
  const programs = await postgresPrograms();
  if (programs === undefined) throw new Error('PostgreSQL is not installed.');
  const owner = serverUser();
  const as = owner ? { uid: owner.uid, gid: owner.gid } : {};
  const program = (name: string, args: string[]): ReturnType<typeof run> =>
    run(join(programs, name), args, { ...as, cwd: tmpdir() });

  const folder = await mkdtemp(join(tmpdir(), 'postgres-'));
  if (owner) await chown(folder, owner.uid, owner.gid);
  const data = join(folder, 'data');
  const port = await freePort();
  if (options.standbyOf) {
    const primary = `host=127.0.0.1 port=${options.standbyOf.port} user=postgres application_name=standby`;
    await program('pg_basebackup', ['-D', data, '-R', '-c', 'fast', '-d', primary]);
  } else {
    await program('initdb', ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync']);
  }
  const admit = [
    ...(options.admit ?? []),
    'host all all 127.0.0.1/32 trust',
    'host replication all 127.0.0.1/32 trust',
  ];
  await write(join(data, 'pg_hba.conf'), `${admit.join('\n')}\n`);
  const settings = [
    `port = ${port}`,
    `unix_socket_directories = '${folder}'`,
    "listen_addresses = '127.0.0.1'",
    'fsync = off',
  ];
  if (options.tls) {
    await write(join(data, 'server.key'), options.tls.key);
    await write(join(data, 'server.crt'), options.tls.cert);
    settings.push('ssl = on');
  }
  await write(join(data, 'test.conf'), `${[...settings, ...(options.settings ?? [])].join('\n')}\n`);
  async function write(file: string, text: string): Promise<void> {
    await writeFile(file, text);
    await chmod(file, 0o600);
    if (owner) await chown(file, owner.uid, owner.gid);
  }

  const args = [
    '-D',
    data,
    '-c',
    `config_file=${join(data, 'test.conf')}`,
    '-c',
    `hba_file=${join(data, 'pg_hba.conf')}`,
  ];
  const child = spawn(join(programs, 'postgres'), args, { ...as, cwd: tmpdir(), stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
  const exited = once(child, 'exit');
  const psql = async (statement: string, database = 'postgres'): Promise<string> => {
    const { stdout } = await run('psql', [
      '-XAtq',
      '-h',
      '127.0.0.1',
      '-p',
      String(port),
      '-U',
      'postgres',
      database,
      '-c',
      statement,
    ]);
    return stdout.trim();
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await exited;
  };
  for (const until = Date.now() + 60_000; ;) {
    if (
      await psql('SELECT 1').then(
        () => true,
        () => false,
      )
    )
      break;
    if (child.exitCode !== null || Date.now() > until) throw new Error(`PostgreSQL does not start:\n${log}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    port,
    url: (user = 'postgres', database = 'postgres') => `postgres://${user}@127.0.0.1:${port}/${database}`,
    query: psql,
    promote: async () => void (await psql('SELECT pg_promote()')),
    kill: () => end('SIGKILL'),
    [Symbol.asyncDispose]: async () => {
      await end('SIGQUIT');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Returns another user if this process runs as root, as which PostgreSQL refuses to run. */
function serverUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (option: string): number => Number(spawnSync('id', [option, 'postgres'], { encoding: 'utf8' }).stdout);
  return { uid: id('-u'), gid: id('-g') };
}
