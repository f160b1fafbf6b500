/** Words of examples and placeholders. Only whole words match, because a random text may contain the letters. */
const exampleWords =
  /(?<![a-z])(?:secrets?|passwords?|passphrase|change|replace|insert|example|sample|default|dummy|placeholder|your|todo|fixme|tests?|development|production|keyboard cat|letmein|undefined)(?![a-z])/i;

/** A variable that was never filled in: `${SECRET}`, `$(SECRET)`, `{{ secret }}`, `%SECRET%`, `<secret>`, `@Microsoft.KeyVault(…)`. */
const unfilled = /^(?:\$\{.*\}|\$\(.*\)|\{\{.*\}\}|%\w+%|<.*>|@Microsoft\.\w+\(.*\))/;

/** Rows of the keyboard, and digits and letters in order. */
const sequences = ['01234567890', 'abcdefghijklmnopqrstuvwxyz', 'qwertyuiop', 'qwertzuiop', 'asdfghjkl', 'zxcvbnm'];
const minLength = 7;

/**
 * Whether a secret can be guessed: it repeats a few characters, contains a well-known sequence or a word of an example,
 * or is a variable that was never filled in.
 */
export function isGuessable(secret: string): boolean {
  return (
    new Set(secret).size <= guessableVariety(secret) ||
    isRepetition(secret) ||
    hasSequence(secret.toLowerCase()) ||
    exampleWords.test(secret.replaceAll('_', ' ')) ||
    /not-a-secret|change[-_ ]?(?:me|it|this)/i.test(secret) ||
    unfilled.test(secret)
  );
}

/**
 * The number of different characters up to which a secret is guessable. Of 20 random digits, seven or more nearly always
 * differ.
 */
function guessableVariety({ length }: string): number {
  return length < 16 ? 1 : 5;
}

function isRepetition(secret: string): boolean {
  const units = Array.from({ length: Math.floor(secret.length / 2) }, (_, index) => index + 1);
  return units.some((unit) => secret.slice(unit) === secret.slice(0, -unit));
}

function hasSequence(secret: string): boolean {
  return sequences.some((sequence) =>
    Array.from({ length: sequence.length - minLength + 1 }, (_, at) => sequence.slice(at, at + minLength)).some((run) =>
      secret.includes(run),
    ),
  );
}
