/**
 * The cost of one operation: processor time in microseconds, and resident memory of the process afterwards in bytes.
 */
interface Cost {
  cpu: number;
  memory: number;
}

/** The measured figures. Times are in microseconds, and sizes in bytes. */
export interface Figures {
  /** The processor and the version of Node. */
  machine: string;
  toDos: number;
  toDosOfUser: number;
  page: Cost & { commands: number };
  signIn: Cost & { commands: number; redisBytes: number };
  calls: Record<'read' | 'list' | 'write', Cost & { database: number }>;
}

/** The assumed usage. Change these values to yours and run the command again. */
const habits = {
  signInsPerDay: 1,
  pagesPerSignIn: 20,
  callsPerSignIn: 20,
  /** The share of a day's work in its busiest hour. */
  busiestHour: 0.2,
  /** The maximum load of a core in that hour. */
  utilization: 0.5,
  /** The average lifetime of a session in hours: SESSION_IDLE_MINUTES after the last page, plus the visit itself. */
  sessionHours: 1.25,
};

/** https://learn.microsoft.com/entra/external-id/customers/reference-service-limits, in requests a second. */
const limits = { address: 20, tenant: 200, trial: 20, requestsPerSignIn: 4 };

const users = [1_000, 100_000, 10_000_000];

/** Returns the page docs/capacity.md. */
export function capacityPage(figures: Figures): string {
  const { page, signIn, calls } = figures;
  const webSeconds = (signIn.cpu + habits.pagesPerSignIn * page.cpu) / 1e6;
  const apiMix = (cost: (call: Figures['calls']['read']) => number): number =>
    (2 * cost(calls.read) + cost(calls.list) + cost(calls.write)) / 4;
  const apiSeconds = (habits.callsPerSignIn * apiMix(({ cpu }) => cpu)) / 1e6;
  const databaseSeconds = (habits.callsPerSignIn * apiMix(({ database }) => database)) / 1e6;

  const sizing = users.map((count) => {
    const signIns = (count * habits.signInsPerDay * habits.busiestHour) / 3600;
    const cores = (seconds: number): string => atLeastOne((signIns * seconds) / habits.utilization);
    const sessions = signIns * 3600 * habits.sessionHours;
    return [
      count.toLocaleString('en'),
      signIns.toFixed(signIns < 10 ? 2 : 0),
      cores(webSeconds),
      cores(apiSeconds),
      atLeastOne(signIns * databaseSeconds),
      megabytes(sessions * signIn.redisBytes),
      Math.round(count * habits.signInsPerDay * (webSeconds + apiSeconds)).toLocaleString('en'),
      breaksFirst(signIns),
    ];
  });
  const usersOf = (signInsPerSecond: number): string =>
    (Math.floor((signInsPerSecond * 3600) / habits.signInsPerDay / habits.busiestHour / 1000) * 1000).toLocaleString(
      'en',
    );

  return `# Capacity

This page shows the cost of a page, a sign-in and an API call, and the number of machines for your number of users.

\`pnpm capacity\` measures the first two tables on real servers and writes this page. It takes about three minutes and needs Redis and PostgreSQL on your machine. The figures below are for one core of this machine: ${figures.machine}. Run the command on your own machine.

## Cost of one operation

${table([
  ['web app', 'processor time', 'per core and second', 'Redis commands'],
  ['a page of a signed-in user', milliseconds(page.cpu), rate(page.cpu), page.commands.toFixed(1)],
  ['a sign-in, from the button to the page', milliseconds(signIn.cpu), rate(signIn.cpu), signIn.commands.toFixed(1)],
])}

A session with its index takes ${Math.round(signIn.redisBytes)} bytes in Redis. After this load, the process uses ${megabytes(signIn.memory)} of memory.

${table([
  [
    `ToDoList API, ${figures.toDos.toLocaleString('en')} to-dos in PostgreSQL`,
    'processor time',
    'per core and second',
    'time in PostgreSQL',
  ],
  ['read one', milliseconds(calls.read.cpu), rate(calls.read.cpu), milliseconds(calls.read.database)],
  [
    `list a user's ${figures.toDosOfUser}`,
    milliseconds(calls.list.cpu),
    rate(calls.list.cpu),
    milliseconds(calls.list.database),
  ],
  ['change one', milliseconds(calls.write.cpu), rate(calls.write.cpu), milliseconds(calls.write.database)],
])}

After this load, the process uses ${megabytes(calls.write.memory)} of memory. The time in PostgreSQL includes waits for locks and for the disk.

## Machines for your number of users

The table assumes:

- Each user signs in ${habits.signInsPerDay === 1 ? 'once' : `${habits.signInsPerDay} times`} a day, opens ${habits.pagesPerSignIn} pages and causes ${habits.callsPerSignIn} API calls (half read one to-do, a quarter list to-dos, a quarter write).
- ${habits.busiestHour * 100} % of the day's work is in its busiest hour. In that hour, a core is at most ${habits.utilization * 100} % busy.
- A session lasts ${habits.sessionHours} hours.

To survive failures, add one more instance of each program.

${table([
  [
    'users',
    'sign-ins a second',
    'web app cores',
    'API cores',
    'PostgreSQL connections',
    'Redis',
    'CPU-seconds a day',
    'first limit',
  ],
  ...sizing,
])}

## Limits of the tenant

Entra [limits requests](https://learn.microsoft.com/entra/external-id/customers/reference-service-limits): ${limits.address} a second from one IP address, ${limits.tenant} a second for a tenant, and ${limits.trial} a second for a trial tenant. A sign-in counts as ${limits.requestsPerSignIn} requests.

- **The tenant** allows ${limits.tenant / limits.requestsPerSignIn} sign-ins a second. With the assumptions above, that is ${usersOf(limits.tenant / limits.requestsPerSignIn)} users, or ${usersOf(limits.trial / limits.requestsPerSignIn)} for a trial tenant. To make users sign in less often, raise \`SESSION_IDLE_MINUTES\` and \`SESSION_ABSOLUTE_HOURS\`, and let them choose "Stay signed in?". If that is not enough, ask Microsoft support for a higher limit before a launch.
- **Your servers** redeem one code for each sign-in, from their own address. Behind one NAT address, they can redeem ${limits.address} a second, which is ${usersOf(limits.address)} users. You reach this limit before any limit of your own servers. Give the web apps more outbound addresses (a [NAT gateway](https://learn.microsoft.com/azure/nat-gateway/nat-overview) takes up to 16), and spread the instances over them.
- **Your users' network** also counts as one address. From one office, school or mobile gateway, ${limits.address / limits.requestsPerSignIn} people a second can sign in. The others see the tenant's own error page and try again. Longer sessions help here too.
- **Your tests** can run load on the local tenant, which has no limit.

The programs retry after a response of 429, as \`Retry-After\` says, within \`HTTP_TOTAL_SECONDS\`.
`;
}

/** Returns what becomes the bottleneck at this many sign-ins a second. */
function breaksFirst(signIns: number): string {
  if (signIns * limits.requestsPerSignIn > limits.tenant) return "the tenant's limit";
  if (signIns > limits.address) return 'one outbound address';
  if (signIns * limits.requestsPerSignIn > limits.trial) return 'a trial tenant';
  return 'nothing';
}

function atLeastOne(cores: number): string {
  return cores < 1 ? `1 (${(cores * 100).toFixed(1)} % used)` : String(Math.ceil(cores));
}

const milliseconds = (microseconds: number): string => `${(microseconds / 1000).toFixed(2)} ms`;
const rate = (microseconds: number): string => Math.round(1e6 / microseconds).toLocaleString('en');
const megabytes = (bytes: number): string =>
  bytes < 1e9 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;

function table(rows: readonly string[][]): string {
  const [head = [], ...body] = rows;
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...body.map(line)].join('\n');
}
