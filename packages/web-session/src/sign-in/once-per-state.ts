import { TransactionError } from '../errors.ts';
import type { Transaction } from './transactions.ts';

/** A state is valid for an hour at most, and no process finishes this many sign-ins in that time. */
const maxRemembered = 10_000;

/**
 * Runs `redeem` once for each transaction of this process. A browser may post the same response again while the first
 * post is running, after a second click or a reload. The second post waits and gets the same result, because only the
 * browser's last request receives the cookie. Later posts are refused, even with a copy of the transaction's cookie.
 *
 * @returns a function that throws a TransactionError `transaction_used` for a later post
 */
export function oncePerState<T>(
  redeem: (transaction: Transaction, code: string) => Promise<T>,
): (transaction: Transaction, code: string) => Promise<T> {
  const underWay = new Map<string, Promise<T>>();
  const used = new Set<string>();

  return (transaction, code) => {
    const { state } = transaction;
    const first = underWay.get(state);
    if (first) return first;
    if (used.has(state)) {
      throw new TransactionError('transaction_used', 'The response of this sign-in was already redeemed.');
    }
    used.add(state);
    for (const oldest of used) {
      if (used.size <= maxRemembered) break;
      used.delete(oldest);
    }
    const redemption = redeem(transaction, code).finally(() => underWay.delete(state));
    underWay.set(state, redemption);
    return redemption;
  };
}
