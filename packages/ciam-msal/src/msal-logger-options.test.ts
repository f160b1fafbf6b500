import { LogLevel } from '@azure/msal-node';
import { expect, test } from 'vitest';
import { msalLoggerOptions } from './msal-logger-options.ts';

test("passes MSAL's lines on, redacted and without personal data", () => {
  const lines: string[] = [];
  const { loggerCallback, logLevel, piiLoggingEnabled } = msalLoggerOptions(
    (...line) => lines.push(line.join(': ')),
    'debug',
  );
  loggerCallback?.(LogLevel.Verbose, 'refresh_token=abcdefgh', false);
  loggerCallback?.(LogLevel.Error, 'ada@contoso.com', true);
  expect(lines).toEqual(['debug: refresh_token=[redacted]']);
  expect({ logLevel, piiLoggingEnabled }).toEqual({ logLevel: LogLevel.Verbose, piiLoggingEnabled: false });
});
