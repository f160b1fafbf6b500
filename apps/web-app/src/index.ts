import { join } from 'node:path';
import { loadEnvironment } from 'ciam-config';
import { closeOnSignal, createLogger, listen, startServer } from 'web-server';
import { createApp } from './app.ts';
import { readConfig } from './config.ts';

await startServer(async () => {
  const config = readConfig(loadEnvironment(join(import.meta.dirname, '..')));
  const log = createLogger({ name: 'web-app', level: config.server.logLevel, production: config.server.production });
  for (const warning of config.warnings) log.warn(warning);
  const web = createApp(config, { log });
  const server = await listen(web.app, {
    port: config.port,
    host: config.server.host,
    portSetting: 'WEB_APP_PORT',
    log,
  });
  log.info(`Listening on ${server.url}. Users open the app at ${config.origin}`);
  closeOnSignal([server, web], log);
});
