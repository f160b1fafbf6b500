/** What an error of one of the packages means, and what to do about it. */
export interface PackageError {
  cause: string;
  fix: string;
}

/** The errors that ciam-msal does not explain, by package and code. A test holds the codes to the source. */
export const packageErrors: Readonly<Record<string, Readonly<Record<string, PackageError>>>> = {
  'web-session': {
    transaction_unknown: {
      cause:
        'No cookie of this browser fits the response: another browser began the sign-in, or it was finished or too old.',
      fix: 'Sign in again. If it keeps happening, allow cookies for the site, and check that REDIRECT_URI is the address people open.',
    },
    transaction_used: {
      cause: 'The response was used before: by a reload, or by the button "back".',
      fix: 'Open the home page. Sign in again if you are not signed in.',
    },
    transaction_invalid: {
      cause: 'There is a cookie of a sign-in, but this app did not write it, or not for this response.',
      fix: 'Sign in again. If several instances run, give them all the same EXPRESS_SESSION_SECRET.',
    },
    cross_site_request: {
      cause: 'A request that changes something came from another site.',
      fix: 'Use the button on the site itself.',
    },
    session_store_refused: {
      cause: 'The session store refuses until something is changed; the log says what.',
      fix: 'Run pnpm tenant doctor: it does what the web app does, and names the line to change.',
    },
    session_store_unavailable: {
      cause: 'The session store did not respond in time.',
      fix: 'Try again in a moment. If it lasts, run pnpm tenant doctor: it does what the web app does, and says what to change.',
    },
    insecure_request: {
      cause:
        'REDIRECT_URI is https, and the request looks like http, so that no browser would accept the Secure cookies.',
      fix: 'Behind a proxy that ends TLS set TRUST_PROXY=1, and have the proxy send X-Forwarded-Proto.',
    },
    clocks_differ: {
      cause: 'The ID token had expired when it arrived: the clocks of the tenant and of this machine differ.',
      fix: 'Set the clock of this machine (turn time synchronization on); the message says by how much it differs.',
    },
    id_token_refused: {
      cause: 'The ID token is not for this sign-in: issuer, audience, nonce, signature or time do not fit.',
      fix: 'Sign in again. If it keeps happening, check AUTHORITY, TENANT_ID and the clock: the log says which of them it was.',
    },
  },
  cli: {
    usage: { cause: 'The command line has an unknown option or value.', fix: 'See --help of the program.' },
  },
  'todolist-api': {
    missing_token: {
      cause: 'The request has no access token.',
      fix: 'Send one: Authorization: Bearer <access token>.',
    },
    invalid_token: {
      cause: 'The access token was not accepted; the response says why.',
      fix: 'Ask the tenant for a token of this API: API_CLIENT_ID, TENANT_SUBDOMAIN and AUTHORITY must be the same on both sides.',
    },
    insufficient_permission: {
      cause: 'The token lacks the scope or app role that the request needs.',
      fix: 'Add the permission in the admin center under App registrations, the client, API permissions, and grant admin consent.',
    },
    app_not_allowed: {
      cause: 'The client of the token is not among ALLOWED_CLIENT_APPS of the API.',
      fix: 'Add its client ID there.',
    },
    invalid_id: {
      cause: 'The id in the path is not a positive whole number.',
      fix: 'Take it from the list of to-dos.',
    },
    invalid_body: {
      cause: 'The body lacks a field, or one has the wrong type or length; the response names each.',
      fix: 'Correct the fields that `errors` names.',
    },
    not_json: { cause: 'The body is not JSON.', fix: 'Send Content-Type: application/json, and JSON.' },
    not_found: {
      cause: 'There is no such path, or this user has no such to-do.',
      fix: 'Check the address and the id.',
    },
    method_not_allowed: {
      cause: 'The path exists, but not with this method.',
      fix: 'Use one that the header Allow names.',
    },
    too_large: { cause: 'The body is larger than the API takes.', fix: 'Send less.' },
    too_many: { cause: 'The user or the API holds as many to-dos as it may.', fix: 'Delete some.' },
    unavailable: {
      cause: 'The database or the tenant does not respond.',
      fix: 'Try again in a moment. /readyz says which of them it is.',
    },
    internal: { cause: 'The API failed in a way that it does not know.', fix: 'Look into its log for the request id.' },
    tenant_unavailable: {
      cause: "The tenant's signing keys cannot be fetched, so that no token can be checked.",
      fix: 'Check the network and the proxy of the API, TENANT_SUBDOMAIN and AUTHORITY.',
    },
    unknown_host: {
      cause: 'In development the API was asked by another name than localhost, 127.0.0.1 or [::1].',
      fix: 'Use one of them, so that no page elsewhere can reach the API through a name of its own.',
    },
    file_gone: {
      cause: 'The SQLite file of DATABASE_URL was removed or replaced while the API ran.',
      fix: 'Put it back, or start the API again.',
    },
    store_unusable: {
      cause: 'The database refuses until something is changed; the message says what.',
      fix: 'Run pnpm tenant doctor: it does what the API does, and names the line to change.',
    },
    store_unavailable: {
      cause: 'The database does not respond: it is away, full of connections or locked.',
      fix: 'Try again in a moment. If it lasts, look at /readyz, and run pnpm tenant doctor.',
    },
  },
  'ciam-emulator': {
    usage: { cause: 'The command line has an unknown option or value.', fix: 'See --help.' },
    tenant_configuration_invalid: {
      cause: 'The file or object that describes the tenant does not fit its schema, or contradicts itself.',
      fix: 'Correct each place that the message names. An editor checks the file against tenant.schema.json.',
    },
    emulator_cannot_listen: {
      cause: 'The port is in use, or may not be used.',
      fix: 'End the other program, or choose another port: --port, or EMULATOR_PORT.',
    },
    remote_host: {
      cause: 'The local tenant was asked to listen on an address that other machines reach.',
      fix: 'Leave --host out, or add --allow-remote where no one else is on the network.',
    },
    origin_invalid: {
      cause: 'The origin is not an http or https URL without a path.',
      fix: 'Write it as http://host:port.',
    },
    keys_file: {
      cause: 'The file with the signing keys of --keys cannot be read or written, or holds something else.',
      fix: 'Choose another file, or remove it so that a new one is made.',
    },
    tls_folder: {
      cause: 'The folder with the certificates of --tls cannot be used.',
      fix: 'Make it writable for you, or name another one.',
    },
    clock_out_of_range: {
      cause: 'The clock was set to a time that cannot be written.',
      fix: 'Stay between 1970 and 9999.',
    },
    request_too_large: { cause: 'The body of the request is larger than any form of the protocol.', fix: 'Send less.' },
    control_input_invalid: {
      cause: 'An operation of the control API was given something that does not fit its schema.',
      fix: 'Correct each path that the message names.',
    },
    control_token_invalid: {
      cause: 'The control API was asked from another machine, without the token that the local tenant expects there.',
      fix: 'Send the token that was set for it, as Authorization: Bearer <token>.',
    },
    entry_unknown: {
      cause: 'The tenant has no such user, application or group.',
      fix: 'Look at what GET of the list shows.',
    },
    wait_timeout: {
      cause: 'What was waited for did not happen in time.',
      fix: 'Wait longer, or look at the request log.',
    },
    sign_in_refused: {
      cause: 'The sign-in without a browser ended on a page with an error.',
      fix: 'Read the message: it is what the page says.',
    },
    entry_refused: {
      cause: 'What was entered on a page of the tenant was not accepted.',
      fix: 'Correct it as the page says.',
    },
    entry_not_accepted: {
      cause: 'A page did not accept what the Playwright helper entered.',
      fix: 'Read the message: it is what the page says.',
    },
    account_not_offered: {
      cause: 'The account picker does not show the account.',
      fix: 'Sign the user in first, or use "Use another account".',
    },
    code_not_sent: {
      cause: 'No one-time passcode was sent to the address.',
      fix: 'Check the address and the user flow.',
    },
  },
};
