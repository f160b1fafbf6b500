import { expect, test } from 'vitest';
import { oncePerState } from './once-per-state.ts';
import type { Transaction } from './transactions.ts';

const transaction = (state: string): Transaction => ({
  state,
  nonce: 'n',
  codeVerifier: 'v',
  returnTo: '/',
  correlationId: 'c',
});

/** Redemptions that the test completes. */
function redemptions() {
  const asked: string[] = [];
  const ends: ((outcome: string | Error) => void)[] = [];
  const redeem = oncePerState<string>((_, code) => {
    asked.push(code);
    return new Promise((resolve, reject) => {
      ends.push((outcome) => (outcome instanceof Error ? reject(outcome) : resolve(outcome)));
    });
  });
  return { asked, ends, redeem };
}

test('a post that arrives while the first is running gets the same result', async () => {
  const { asked, ends, redeem } = redemptions();
  const both = [redeem(transaction('a'), 'code'), redeem(transaction('a'), 'another code')];
  ends[0]?.('claims');
  expect(await Promise.all(both)).toEqual(['claims', 'claims']);
  expect(asked).toEqual(['code']);
});

test.each(['claims', new Error('refused')])('after it ended in %s, nothing more is asked for', async (outcome) => {
  const { asked, ends, redeem } = redemptions();
  const first = redeem(transaction('a'), 'code').catch((error: unknown) => error);
  ends[0]?.(outcome);
  expect(await first).toBe(outcome);
  expect(() => redeem(transaction('a'), 'code')).toThrow(
    expect.objectContaining({ name: 'TransactionError', code: 'transaction_used' }),
  );
  expect(asked).toEqual(['code']);
});

test('other states are redeemed in parallel, and memory is bounded', async () => {
  const redeem = oncePerState<string>(async (_, code) => code);
  for (let count = 0; count < 10_001; count += 1) await redeem(transaction(`state ${count}`), 'code');
  expect(() => redeem(transaction('state 1'), 'code')).toThrow('already redeemed');
  // Forgotten here, so the tenant decides, which redeems a code once.
  expect(await redeem(transaction('state 0'), 'again')).toBe('again');
});
