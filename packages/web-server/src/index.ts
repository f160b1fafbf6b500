export { closeOnSignal, type Closeable } from './close-on-signal.ts';
export { healthRoutes, type HealthChecks, type HealthOptions } from './health-routes.ts';
export { listen, ListenError, type ListeningServer, type ListenOptions } from './listen.ts';
export { createLogger, type LoggerSettings } from './logger.ts';
export { requestLog } from './request-log.ts';
export { startServer } from './start-server.ts';
