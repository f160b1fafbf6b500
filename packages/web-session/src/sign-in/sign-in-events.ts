import { channel } from 'node:diagnostics_channel';

/** A step of a sign-in. `kind` and `code` of a refusal are those of its error. */
export type SignInEvent = { step: 'begun' | 'finished' } | { step: 'refused'; kind: string; code?: string | undefined };

const signIns = channel('web-session:sign-in');

/**
 * Notifies subscribers of the channel `web-session:sign-in` in this process, such as a metrics exporter.
 *
 * @see https://nodejs.org/api/diagnostics_channel.html
 */
export function publishSignIn(event: SignInEvent): void {
  signIns.publish(event);
}
