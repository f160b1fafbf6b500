export {
  CrossSiteError,
  InsecureRequestError,
  SessionStoreError,
  type SessionStoreErrorCode,
  TransactionError,
  type TransactionErrorCode,
} from './errors.ts';
export { frontChannelLogout, type LogoutSender } from './session/front-channel-logout.ts';
export { checkIdToken, IdTokenError, type IdTokenErrorCode } from './sign-in/id-token.ts';
export { MemoryBackend } from './session/memory-backend.ts';
export { oncePerState } from './sign-in/once-per-state.ts';
export { checkRedis } from './redis/check-redis.ts';
export { RedisError } from './redis/redis-error.ts';
export { RedisBackend, type RedisBackendOptions } from './redis/redis-backend.ts';
export { safeReturnTo } from './sign-in/return-to.ts';
export { isAtAnotherOrigin, isSameOrigin, sameOriginOnly } from './same-origin.ts';
export { type FormField, sameSiteRepost } from './sign-in/same-site-repost.ts';
export { SessionTokenCache, type TokenCachePlugin } from './session/session-token-cache.ts';
export type { SessionBackend } from './session/session-backend.ts';
export type { SessionLifetime } from './session/session-store.ts';
export type { SessionUser } from './session/session-user.ts';
export { createSessions, type Sessions, type SessionsOptions } from './session/sessions.ts';
export { SignInArrival } from './sign-in/sign-in-arrival.ts';
export { publishSignIn, type SignInEvent } from './sign-in/sign-in-events.ts';
export { type Transaction, type TransactionOptions, Transactions } from './sign-in/transactions.ts';
