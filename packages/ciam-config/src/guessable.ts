/** Whether a secret is a repeated pattern, or calls itself an example. */
export function isGuessable(secret: string): boolean {
  return (
    isRepetition(secret) ||
    /not-a-secret|change[-_ ]?(?:me|it|this)|placeholder|your[-_ ]|^<.*>$|^(?:example|secret|password)\b/i.test(secret)
  );
}

function isRepetition(secret: string): boolean {
  const units = Array.from({ length: Math.min(10, Math.floor(secret.length / 2)) }, (_, index) => index + 1);
  return secret.length === 1 || units.some((unit) => secret.slice(unit) === secret.slice(0, -unit));
}
