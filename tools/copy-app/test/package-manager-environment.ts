/** Of this process's environment, what package managers read: a registry, a proxy, its CA. */
export function packageManagerEnvironment(): Record<string, string> {
  const theirs = Object.entries(process.env).filter(([key]) =>
    /^(?:npm|yarn|pnpm|https?|no)_|^(?:HOME|NODE_EXTRA_CA_CERTS)$/i.test(key),
  );
  const env: Record<string, string> = { YARN_ENABLE_IMMUTABLE_INSTALLS: 'false' };
  for (const [key, value = ''] of theirs) env[key] = value;
  return env;
}
