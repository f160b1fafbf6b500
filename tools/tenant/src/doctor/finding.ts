import { fixFor } from 'ciam-msal/fix';
import type { Program } from './programs.ts';

/** The stable code of a check, for issues, tests and `--json`. The README explains each. */
export type CheckName =
  | 'settings'
  | 'dns'
  | 'tls'
  | 'discovery'
  | 'signing-keys'
  | 'clock'
  | 'client'
  | 'public-client'
  | 'redirect-uri'
  | 'redirect-platform'
  | 'front-channel'
  | 'post-logout-redirect-uri'
  | 'credential'
  | 'expiry'
  | 'permissions'
  | 'token-version'
  | 'token-kind'
  | 'session-secret'
  | 'redis'
  | 'database'
  | 'port'
  | 'api-refuses'
  | 'api-answers'
  | 'tenant-type'
  | 'registration'
  | 'registered-expiry'
  | 'registered-lately';

/** The result of one check. */
export interface Finding {
  check: CheckName;
  /** The program that it concerns. Absent if it concerns all. */
  program?: Program;
  /** Shown as ✓, ✗ or –. */
  status: 'passed' | 'failed' | 'skipped';
  text: string;
  fix?: string | undefined;
  link?: string | undefined;
  /** The code of the tenant, the store or the system: `AADSTS7000215`, `NOAUTH`, `28P01`, `ECONNREFUSED`. */
  code?: string | undefined;
}

const lookAround = 'Check the network and the proxy, then run pnpm tenant doctor again.';

/** Creates findings for one program, or for all. */
export interface Findings {
  passed: (check: CheckName, text: string) => Finding;
  failed: (check: CheckName, text: string, fix?: string, more?: Pick<Finding, 'link' | 'code'>) => Finding;
  /** For what was not checked, or is worth knowing. */
  skipped: (check: CheckName, text: string, fix?: string) => Finding;
  /** For any error, with the text of {@link fixFor}. */
  because: (check: CheckName, error: unknown) => Finding;
}

export function findingsOf(program?: Program): Findings {
  const base = program ? { program } : {};
  return {
    passed: (check, text) => ({ ...base, check, status: 'passed', text }),
    failed: (check, text, fix, more) => ({ ...base, check, status: 'failed', text, fix, ...more }),
    skipped: (check, text, fix) => ({ ...base, check, status: 'skipped', text, fix }),
    because: (check, error) => {
      const { message, fix, link, code } = fixFor(error);
      const unknown = fix === undefined && link === undefined;
      return { ...base, check, status: 'failed', text: message, fix: unknown ? lookAround : fix, link, code };
    },
  };
}
