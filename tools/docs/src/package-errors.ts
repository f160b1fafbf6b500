/** The meaning of an error of one of the packages, and its fix. */
export interface PackageError {
  cause: string;
  fix: string;
}

/** The errors that ciam-msal does not explain, by package and code. A test compares the codes with the sources. */
export const packageErrors: Readonly<Record<string, Readonly<Record<string, PackageError>>>> = {
  'web-session': {
    transaction_unknown: {
      cause:
        'This browser has no cookie for the response. Another browser began the sign-in, or the sign-in was already finished or is too old.',
      fix: 'Sign in again. If it keeps happening, allow cookies for the site, and check that REDIRECT_URI is the address people open.',
    },
    transaction_used: {
      cause: 'The response was already used. The page was reloaded, or opened again with the back button.',
      fix: 'Open the home page. Sign in again if you are not signed in.',
    },
    transaction_invalid: {
      cause: 'The cookie of the sign-in was not written by this app, or belongs to another response.',
      fix: 'Sign in again. If several instances run, give them all the same EXPRESS_SESSION_SECRET.',
    },
    cross_site_request: {
      cause: 'Another site sent a request that changes something.',
      fix: 'Use the button on the site itself.',
    },
    session_store_refused: {
      cause: 'The session store refuses requests until you change something. The log says what.',
      fix: 'Run pnpm tenant doctor. It does what the web app does, and names the line to change.',
    },
    session_store_unavailable: {
      cause: 'The session store did not respond in time.',
      fix: 'Try again in a moment. If the problem remains, run pnpm tenant doctor. It does what the web app does, and says what to change.',
    },
    insecure_request: {
      cause: 'REDIRECT_URI is https but the request looks like http, so a browser would not accept the Secure cookies.',
      fix: 'Behind a proxy that terminates TLS, set TRUST_PROXY=1 and let the proxy send X-Forwarded-Proto.',
    },
    clocks_differ: {
      cause: 'The ID token had expired when it arrived, because the clocks of the tenant and of this machine differ.',
      fix: 'Set the clock of this machine (turn on time synchronization). The message says by how much it differs.',
    },
    id_token_refused: {
      cause: 'The ID token is not for this sign-in: its issuer, audience, nonce, signature or time is wrong.',
      fix: 'Sign in again. If it keeps happening, check AUTHORITY, TENANT_ID and the clock. The log says which of them is wrong.',
    },
  },
  cli: {
    usage: { cause: 'The command line has an unknown option or value.', fix: 'Run the program with --help.' },
  },
  'todolist-api': {
    missing_token: {
      cause: 'The request has no access token.',
      fix: 'Send one, as Authorization: Bearer <access token>.',
    },
    invalid_token: {
      cause: 'The API did not accept the access token. The response says why.',
      fix: 'Request a token for this API from the tenant: API_CLIENT_ID, TENANT_SUBDOMAIN and AUTHORITY must be the same on both sides.',
    },
    insufficient_permission: {
      cause: 'The token lacks the scope or app role that the request needs.',
      fix: 'Add the permission in the admin center under App registrations, the client, API permissions, and grant admin consent.',
    },
    app_not_allowed: {
      cause: 'The client of the token is not in ALLOWED_CLIENT_APPS of the API.',
      fix: 'Add its client ID there.',
    },
    invalid_id: {
      cause: 'The ID in the path is not a positive whole number.',
      fix: 'Take it from the list of to-dos.',
    },
    invalid_body: {
      cause: 'A field of the body is missing, or has the wrong type or length. The response names each field.',
      fix: 'Correct the fields that `errors` names.',
    },
    not_json: { cause: 'The body is not JSON.', fix: 'Send Content-Type: application/json, and JSON.' },
    not_found: {
      cause: 'The path does not exist, or this user has no to-do with this id.',
      fix: 'Check the address and the ID.',
    },
    method_not_allowed: {
      cause: 'The path exists, but not with this method.',
      fix: 'Use a method that the Allow header names.',
    },
    too_large: { cause: 'The body is larger than the API accepts.', fix: 'Send a smaller body.' },
    too_many: { cause: 'The user or the API already has the maximum number of to-dos.', fix: 'Delete some.' },
    unavailable: {
      cause: 'The database or the tenant does not respond.',
      fix: 'Try again in a moment. /readyz says which of them it is.',
    },
    internal: { cause: 'The API failed with an unexpected error.', fix: 'Search for the request ID in its log.' },
    tenant_unavailable: {
      cause: "The API cannot fetch the tenant's signing keys, so it cannot check any token.",
      fix: 'Check the network and the proxy of the API, TENANT_SUBDOMAIN and AUTHORITY.',
    },
    unknown_host: {
      cause: 'In development, the host name of the request is not localhost, 127.0.0.1 or [::1].',
      fix: 'Use one of these names. Then a page of another site cannot reach the API through a host name of its own.',
    },
    file_gone: {
      cause: 'The SQLite file in DATABASE_URL was removed or replaced while the API was running.',
      fix: 'Put it back, or restart the API.',
    },
    not_a_file: {
      cause: 'The path in DATABASE_URL leads to something that is not a file, such as a folder or a named pipe.',
      fix: 'Set DATABASE_URL to the path of a file.',
    },
    store_unusable: {
      cause: 'The database refuses requests until you change something. The message says what.',
      fix: 'Run pnpm tenant doctor. It does what the API does, and names the line to change.',
    },
    store_unavailable: {
      cause: 'The database does not respond. It is not reachable, has too many connections, or is locked.',
      fix: 'Try again in a moment. If the problem remains, look at /readyz and run pnpm tenant doctor.',
    },
  },
  'ciam-emulator': {
    usage: { cause: 'The command line has an unknown option or value.', fix: 'See --help.' },
    tenant_configuration_invalid: {
      cause: 'The file or object that describes the tenant does not match its schema, or contradicts itself.',
      fix: 'Correct each place that the message names. An editor checks the file against tenant.schema.json.',
    },
    emulator_cannot_listen: {
      cause: 'The port is in use, or this program is not allowed to use it.',
      fix: 'Stop the other program, or choose another port with --port or EMULATOR_PORT.',
    },
    remote_host: {
      cause: '--host is an address that other machines can reach.',
      fix: 'Leave out --host, or add --allow-remote if you trust every machine on the network.',
    },
    origin_invalid: {
      cause: 'The origin is not an http or https URL without a path.',
      fix: 'Write it as http://host:port.',
    },
    keys_file: {
      cause: 'The file in --keys cannot be read or written, or does not contain signing keys.',
      fix: 'Choose another file, or remove it to create a new one.',
    },
    tls_folder: {
      cause: 'The folder with the certificates of --tls cannot be used.',
      fix: 'Make it writable, or choose another one.',
    },
    clock_out_of_range: {
      cause: 'The clock was set to a time that a date cannot express.',
      fix: 'Choose a time between the years 1970 and 9999.',
    },
    request_too_large: {
      cause: 'The body of the request is larger than any form in the protocol.',
      fix: 'Send a smaller body.',
    },
    control_input_invalid: {
      cause: 'The input of an operation of the control API does not match its schema.',
      fix: 'Correct each path that the message names.',
    },
    control_token_invalid: {
      cause: 'Another machine called the control API without the right control token.',
      fix: 'Send the control token of the local tenant, as Authorization: Bearer <token>.',
    },
    directory_full: {
      cause: 'A test or a person added 10,000 users and applications to the local tenant, and it keeps no more.',
      fix: 'Remove some, reset the tenant, or start it again.',
    },
    entry_unknown: {
      cause: 'The tenant has no such user, application or group.',
      fix: 'Get the list to see what exists.',
    },
    wait_timeout: {
      cause: 'The expected event did not happen in time.',
      fix: 'Wait longer, or look at the request log.',
    },
    sign_in_refused: {
      cause: 'The sign-in without a browser ended on a page with an error.',
      fix: 'Read the message, which is the text of the page.',
    },
    entry_refused: {
      cause: 'A page of the tenant did not accept an entry.',
      fix: 'Correct the entry as the page says.',
    },
    entry_not_accepted: {
      cause: 'A page did not accept what the Playwright helper entered.',
      fix: 'Read the message, which is the text of the page.',
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
