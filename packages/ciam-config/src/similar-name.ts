/** Returns the first of `names` that is `name` but for the case and one or two typing errors. */
export function similarName(name: string, names: readonly string[]): string | undefined {
  const limit = name.length < 8 ? 1 : 2;
  return names.find((other) => other !== name && isSimilar(name.toUpperCase(), other.toUpperCase(), limit));
}

/** Whether two words differ by at most `maxErrors` letters that were added, left out, replaced or swapped. */
export function isSimilar(a: string, b: string, maxErrors: number): boolean {
  // A name from outside may be very long.
  return Math.abs(a.length - b.length) <= maxErrors && distance(a, b) <= maxErrors;
}

/**
 * Counts the letters to insert, delete, replace or swap with their neighbor to turn `a` into `b`: the optimal string
 * alignment distance.
 */
function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1;
      const isSwap = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current[column] = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + cost,
        isSwap ? (beforeLast[column - 2] ?? 0) + 1 : Infinity,
      );
    }
    [beforeLast, last] = [last, current];
  }
  return last[b.length] ?? 0;
}
