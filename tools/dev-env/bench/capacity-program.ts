import { freePort } from 'test-support';
import { createApi, readConfig as readApiConfig } from 'todolist-api';
import { createLogger, listen } from 'web-server';
import { createApp, readConfig as readWebAppConfig } from 'web-app/app';

/** The task of a measured process: the program to run, and its settings without its own address. */
export interface Task {
  program: 'web-app' | 'todolist-api';
  settings: Record<string, string>;
}

/** The resource usage that a measured process reports. */
export interface Usage {
  /** The processor time since the process started, in microseconds. */
  cpu: number;
  /** The resident memory in bytes. */
  memory: number;
}

process.once('disconnect', () => process.exit());
process.once('message', (task: Task) => void serve(task));

async function serve({ program, settings }: Task): Promise<void> {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const log = createLogger({ name: program, level: 'info' });
  const app = program === 'web-app' ? webApp(settings, origin, log) : createApi(readApiConfig(settings), { log }).app;
  await listen(app, { port, host: '127.0.0.1' });
  process.send?.(origin);
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send?.({ cpu: user + system, memory: process.memoryUsage.rss() } satisfies Usage);
  });
}

function webApp(settings: Record<string, string>, origin: string, log: ReturnType<typeof createLogger>) {
  const config = readWebAppConfig({ ...settings, REDIRECT_URI: `${origin}/auth/redirect` });
  // As in production, except that https is not required: views are read once, and a user's pages are as long as there.
  return createApp({ ...config, server: { ...config.server, production: true } }, { log }).app;
}
