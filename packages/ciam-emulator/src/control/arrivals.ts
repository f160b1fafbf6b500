import { WaitTimeoutError } from './control-errors.ts';

const defaultTimeout = 5000;

/** Those who wait for something to arrive, and what they wait for. */
export class Arrivals<T> {
  readonly #waiting = new Set<(item: T) => void>();

  announce(item: T): void {
    for (const notify of this.#waiting) notify(item);
  }

  /**
   * The next item that matches.
   * @param what completes "No … came within 5000 ms."
   * @throws WaitTimeoutError after `timeoutMs`.
   */
  next(what: string, matches: (item: T) => boolean, timeoutMs: number = defaultTimeout): Promise<T> {
    return new Promise((resolve, reject) => {
      const finish = () => {
        clearTimeout(timer);
        this.#waiting.delete(notify);
      };
      const notify = (item: T) => {
        if (!matches(item)) return;
        finish();
        resolve(item);
      };
      const timer = setTimeout(() => {
        finish();
        reject(new WaitTimeoutError(`No ${what} came within ${timeoutMs} ms.`));
      }, timeoutMs);
      // Waiting keeps no process alive whose tenant has ended.
      timer.unref();
      this.#waiting.add(notify);
    });
  }
}
