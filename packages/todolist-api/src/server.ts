import { loadEnvironment } from 'ciam-config';
import { closeOnSignal, createLogger, listen, startServer } from 'web-server';
import { readConfig } from './config.ts';
import { createApi } from './create-api.ts';

await startServer(async () => {
  const config = readConfig(loadEnvironment(`${import.meta.dirname}/..`));
  const log = createLogger({ name: 'todolist-api', level: config.logLevel, production: config.production });
  const api = createApi(config, { log });
  const server = await listen(api.app, { port: config.port, host: config.host, portSetting: 'API_PORT', log });
  closeOnSignal([server, api], log);
  log.info(`Listening on ${server.url}`);
  await api.ready().catch((err: unknown) => log.warn({ err }, `Not ready yet. See ${server.url}/readyz`));
});
