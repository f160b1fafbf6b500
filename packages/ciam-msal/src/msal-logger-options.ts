import { LogLevel, type NodeSystemOptions } from '@azure/msal-node';
import { redact } from 'ciam-config';

type LoggerOptions = NonNullable<NodeSystemOptions['loggerOptions']>;

export type MsalLogLevel = 'error' | 'warn' | 'info' | 'debug' | 'trace';

const names: Record<LogLevel, MsalLogLevel> = {
  [LogLevel.Error]: 'error',
  [LogLevel.Warning]: 'warn',
  [LogLevel.Info]: 'info',
  [LogLevel.Verbose]: 'debug',
  [LogLevel.Trace]: 'trace',
};

const levels: Record<MsalLogLevel, LogLevel> = {
  error: LogLevel.Error,
  warn: LogLevel.Warning,
  info: LogLevel.Info,
  debug: LogLevel.Verbose,
  trace: LogLevel.Trace,
};

/**
 * Creates MSAL's `system: { loggerOptions }`, which pass on its log lines redacted and without personal data.
 *
 * @param level the least important level to log; `info` logs several lines for each token
 * @see https://learn.microsoft.com/entra/identity-platform/msal-logging-js
 */
export function msalLoggerOptions(
  log: (level: MsalLogLevel, message: string) => void,
  level: MsalLogLevel = 'warn',
): LoggerOptions {
  return {
    logLevel: levels[level],
    piiLoggingEnabled: false,
    loggerCallback: (at, message, containsPii) => {
      if (!containsPii) log(names[at], redact(message));
    },
  };
}
