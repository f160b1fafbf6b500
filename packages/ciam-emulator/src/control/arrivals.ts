import { WaitTimeoutError } from './control-errors.ts';

const defaultTimeout = 5000;

/** Lets callers wait for an item to arrive. */
export class Arrivals<T> {
  readonly #waiting = new Set<(item: T) => void>();

  announce(item: T): void {
    for (const notify of this.#waiting) notify(item);
  }

  /**
   * Returns the next item that matches.
   *
   * @param what completes "No … arrived within 5000 ms."
   * @throws {WaitTimeoutError} after `timeoutMs` milliseconds
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
        reject(new WaitTimeoutError(`No ${what} arrived within ${timeoutMs} ms.`));
      }, timeoutMs);
      // A waiting caller must not keep the process alive after the tenant has ended.
      timer.unref();
      this.#waiting.add(notify);
    });
  }
}
