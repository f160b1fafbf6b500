import { authorizationErrors } from './authorization-errors.ts';
import { clientErrors } from './client-errors.ts';
import { requestErrors } from './request-errors.ts';
import { tokenErrors } from './token-errors.ts';

/** All errors of the emulator, with Entra's texts. */
export const entraErrors: typeof requestErrors & typeof clientErrors & typeof authorizationErrors & typeof tokenErrors =
  { ...requestErrors, ...clientErrors, ...authorizationErrors, ...tokenErrors };
