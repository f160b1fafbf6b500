import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { shortWords, shownPath } from './short-words.ts';

const secret = randomBytes(48);

test.each([
  secret.toString('base64'),
  secret.toString('base64url'),
  secret.toString('hex'),
  `-----BEGIN PRIVATE KEY-----${secret.toString('base64')}-----END PRIVATE KEY-----`,
  `--${secret.toString('hex')}`,
  `redis://:${secret.toString('base64url')}@cache:6379`,
])('%s is hidden', (value) => {
  const shown = shortWords(`Unknown arguments: ${value}, "${value}" (--${value})`);
  const left = Array.from(value, (_, at) => value.slice(at, at + 20)).filter((part) => part.length === 20);
  expect(left.filter((part) => shown.includes(part))).toEqual([]);
});

test('short words stay', () => {
  const text = 'Invalid values:\n  Argument: op, Given: "getTodos", Choices: "getToDos", "getToDo"';
  expect(shortWords(text)).toBe(text);
});

test.each([
  secret.toString('base64'),
  secret.toString('base64url'),
  'XPezBOm19UcflOI/ZzOqRkmeFJ0hZnDY/vpZ3ydkGQxQA2aMx33V/GlGhlWU+9SA',
  `certificates/${secret.toString('hex')}`,
  'x'.repeat(300),
])('a path that may be a secret is hidden: %s', (path) => {
  expect(shownPath(path)).toBe('The file');
});

test.each([import.meta.filename, 'certificates/daemon.pem', '/dev/null/x'])('a path is shown: %s', (path) => {
  expect(shownPath(path)).toBe(path);
});
