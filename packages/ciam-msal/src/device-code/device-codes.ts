import { AuthError } from '@azure/msal-node';
import type { AxiosResponse } from 'axios';
import { type DeviceCodePoll, pollDeviceCode, secondsAwakeOrAsleep } from './device-code-poll.ts';

export interface DeviceCodeOptions {
  signal?: AbortSignal;
  /**
   * While a device code is polled, receives the reason when an attempt fails, and `undefined` once the tenant responds
   * again.
   */
  onTrouble?: (reason: string | undefined) => void;
}

/** Entra's interval is 5 seconds, and its codes live for 15 minutes. Much larger numbers would overflow timers. */
const maxIntervalSeconds = 60;
const maxLifeSeconds = 60 * 60;

/** Keeps track of the device codes of a network client, and waits for each. */
export interface DeviceCodes {
  /**
   * Records how long and how often to poll, from the response of the device authorization endpoint, and fills in
   * missing or absurd values. In RFC 8628 §3.2 the interval is optional and there is no `message`, but MSAL and apps
   * need both.
   *
   * @throws {AuthError} with the tenant's error, which MSAL would ignore and then poll without a code
   */
  note(body: unknown, correlationId: string): void;
  /**
   * Holds MSAL's token request until the user is done. MSAL gives up at the first failure, so it must not poll itself.
   *
   * @throws {AuthError} `expired_token` when no user signs in before the code expires
   */
  wait(deviceCode: string, correlationId: string, ask: DeviceCodePoll['ask']): Promise<AxiosResponse<string>>;
}

export function createDeviceCodes({ signal, onTrouble }: DeviceCodeOptions): DeviceCodes {
  const noted = new Map<string, { intervalSeconds: number; expiresAt: number }>();
  return {
    note: (response, correlationId) => {
      throwIfError(response, correlationId);
      const body: Record<string, unknown> = Object(response);
      const intervalSeconds = Math.min(positive(body['interval']) ?? 5, maxIntervalSeconds);
      const expiresIn = Math.min(positive(body['expires_in']) ?? 900, maxLifeSeconds);
      noted.set(String(body['device_code']), { intervalSeconds, expiresAt: secondsAwakeOrAsleep() + expiresIn });
      const told = `To sign in, open ${String(body['verification_uri'])} in a web browser and enter the code ${String(body['user_code'])}.`;
      Object.assign(body, { interval: intervalSeconds, expires_in: expiresIn, message: text(body['message']) || told });
    },
    wait: async (deviceCode, correlationId, ask) => {
      const { intervalSeconds, expiresAt } = noted.get(deviceCode) ?? {
        intervalSeconds: 5,
        expiresAt: secondsAwakeOrAsleep() + 900,
      };
      const response = await pollDeviceCode({ ask, intervalSeconds, expiresAt, signal, onTrouble });
      noted.delete(deviceCode);
      if (!response) throw new AuthError('expired_token', correlationId, 'The device code expired.');
      return response;
    },
  };
}

/**
 * Throws the tenant's error with its description. When a device code ends in an error, MSAL passes on only the error's
 * name.
 *
 * @throws {AuthError} when the body is an error
 */
export function throwIfError(body: unknown, correlationId: string): void {
  const { error, error_description: description, suberror }: Record<string, unknown> = { ...Object(body) };
  if (typeof error !== 'string') return;
  throw new AuthError(error, correlationId, text(description), text(suberror));
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function positive(value: unknown): number | undefined {
  const seconds = typeof value === 'string' ? Number(value) : value;
  return typeof seconds === 'number' && seconds >= 0.1 && Number.isFinite(seconds) ? seconds : undefined;
}
