import { TransactionError } from '../errors.ts';
import type { Transaction } from './transactions.ts';

/** A state is worth an hour at most, and no process finishes this many sign-ins in that time. */
const maxRemembered = 10_000;

/**
 * Lets `redeem` run once for each transaction of this process. A browser may post the same response again while the first is under
 * way, by a second click or a reload: it waits for the first and gets the same result, for only its last request brings it a cookie.
 * What comes later is refused, even with a copy of the transaction's cookie.
 *
 * @returns a function that throws a TransactionError `transaction_used` when it is too late
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
      throw new TransactionError('transaction_used', 'The response to this sign-in was redeemed before.');
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
