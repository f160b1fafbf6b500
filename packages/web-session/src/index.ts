export {
  CrossSiteError,
  InsecureRequestError,
  SessionStoreError,
  TransactionError,
  type TransactionErrorCode,
} from './errors.ts';
export { frontChannelLogout, type LogoutSender } from './front-channel-logout.ts';
export { checkIdToken, IdTokenError } from './id-token.ts';
export { MemoryBackend } from './memory-backend.ts';
export { oncePerState } from './once-per-state.ts';
export { RedisBackend, type RedisBackendOptions } from './redis-backend.ts';
export { safeReturnTo } from './return-to.ts';
export { isAtAnotherOrigin, isSameOrigin, sameOriginOnly } from './same-origin.ts';
export { type FormField, sameSiteRepost } from './same-site-repost.ts';
export type { SessionBackend } from './session-backend.ts';
export type { SessionLifetime } from './session-store.ts';
export type { SessionUser } from './session-user.ts';
export { createSessions, type Sessions, type SessionsOptions } from './sessions.ts';
export { SignInArrival } from './sign-in-arrival.ts';
export { type Transaction, type TransactionOptions, Transactions } from './transactions.ts';
