import type { KoaContextWithOIDC } from 'oidc-provider';
import { deviceCodePage, deviceConfirmPage } from '../pages/device.ts';
import { errorPage, messagePage } from '../pages/message.ts';
import { texts } from '../pages/texts.ts';
import { EntraError } from '../protocol/entra-error.ts';
import { entraErrors } from '../protocol/entra-errors.ts';
import type { DevicePages } from '../protocol/provider.ts';
import { pageHeaders } from '../server/http.ts';
import { anyDevice, type Lockout } from './lockout.ts';
import type { Directory } from '../tenant/directory.ts';

/** The names of oidc-provider's errors for an invalid code. */
const guesses = new Set(['NotFoundError', 'ExpiredError', 'AlreadyUsedError']);

/** The pages of the device code flow, in the form that oidc-provider expects. */
export function devicePages({ directory, lockout }: { directory: Directory; lockout: Lockout }): DevicePages {
  const { config } = directory;
  return {
    userCodeInputSource(ctx, _form, _out, error) {
      if (error?.name === 'AbortedError') {
        const refusal = entraCause(error);
        if (refusal) show(ctx, errorPage(config, refusal.description()));
        else show(ctx, messagePage(config, texts.deviceDeclinedTitle, texts.deviceDeclined));
        return;
      }
      if (error && guesses.has(error.name)) lockout.fail(anyDevice);
      const message = error && error.name !== 'NoCodeError' ? messageOf(error) : undefined;
      show(ctx, deviceCodePage(config, { xsrf: xsrf(ctx), error: message }));
    },
    userCodeConfirmSource(ctx, _form, _client, _deviceInfo, userCode) {
      const application = directory.application(ctx.oidc.client?.clientId ?? '')?.displayName ?? '';
      show(ctx, deviceConfirmPage(config, { xsrf: xsrf(ctx), userCode, application }));
    },
    successSource(ctx) {
      show(ctx, messagePage(config, texts.deviceDoneTitle, texts.deviceDone));
    },
  };
}

function messageOf({ name }: Error): string {
  return name === 'ExpiredError' ? entraErrors.userCodeExpired().description() : texts.deviceCodeWrong;
}

/** Returns the reason why Entra would have refused, unless the user declined. */
function entraCause({ cause }: Error): EntraError | undefined {
  return cause instanceof Error && cause.cause instanceof EntraError ? cause.cause : undefined;
}

function show(ctx: KoaContextWithOIDC, html: string): void {
  ctx.set(pageHeaders);
  ctx.type = 'html';
  ctx.body = html;
}

function xsrf(ctx: KoaContextWithOIDC): string {
  const secret: unknown = ctx.oidc.session?.state?.secret;
  return typeof secret === 'string' ? secret : '';
}
