import { authorizationErrors } from './authorization-errors.ts';
import { clientErrors } from './client-errors.ts';
import { requestErrors } from './request-errors.ts';
import { tokenErrors } from './token-errors.ts';

/** Every error of the emulator, worded as Entra words it. */
export const entraErrors: typeof requestErrors & typeof clientErrors & typeof authorizationErrors & typeof tokenErrors =
  { ...requestErrors, ...clientErrors, ...authorizationErrors, ...tokenErrors };
