/**
 * How a witness talks to the test that started it: a line of JSON to standard output for each question, a line of JSON
 * from standard input for each response.
 */
import { createInterface } from 'node:readline';

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

/** What the test gave it: where the tenant is, and as which application to sign in. */
export const settings = JSON.parse(process.env.WITNESS ?? '{}');

/** Asks the test for something, such as a person who signs in at `signIn`. */
export async function ask(question) {
  console.log(JSON.stringify(question));
  const { value } = await lines.next();
  return JSON.parse(value);
}

/** Tells the test what came of it, and ends. */
export function report(result) {
  process.stdout.write(`${JSON.stringify({ result })}\n`, () => process.exit(0));
}
