import { clients, graph } from './client-sections.ts';
import { credentialErrors, grantErrors, requestErrors } from './error-sections.ts';
import { msal } from './msal-section.ts';
import { discovery, grants, tokens } from './protocol-sections.ts';
import { reach, responses, sessions } from './response-sections.ts';
import type { ParitySection } from './row.ts';
import { access, authorize, device } from './sign-in-sections.ts';

/** Every comparison of the local tenant with a real one. */
export const paritySections: readonly ParitySection[] = [
  discovery,
  tokens,
  responses,
  grants,
  device,
  authorize,
  sessions,
  access,
  graph,
  requestErrors,
  credentialErrors,
  grantErrors,
  reach,
  clients,
  msal,
];
