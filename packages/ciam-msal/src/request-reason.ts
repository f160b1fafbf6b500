import axios from 'axios';

/** How axios words it when the connection ends within an answer. */
export const brokenOff = 'stream has been aborted';

/** Why a request got no whole answer, in a word or two: `ECONNRESET`, `ETIMEDOUT`, `the answer broke off`. */
export function reasonOf(error: unknown): string {
  if (!axios.isAxiosError(error)) return String(error);
  return error.message === brokenOff ? 'the answer broke off' : (error.code ?? error.message);
}
