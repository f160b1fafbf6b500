/** What stands behind a command that a document shows. */
export type Proof =
  /** A test or a script that runs it, and a piece of text in there that shows it does. */
  | { runBy: string; where: string }
  /** Cannot be run without something that a machine for tests does not have. */
  | { needs: 'a tenant' | 'an Azure subscription' | 'the network' };

const flows = 'tools/dev-env/test/flows.e2e.test.ts';
const setUp = 'tools/tenant/test/command-line.long.test.ts';
const deployed = 'tools/dev-env/test/deployed-programs.ts';
const deployedRun = 'tools/dev-env/test/deployed-programs.long.test.ts';
const emulator = 'packages/ciam-emulator/test/command.long.test.ts';
const packed = 'packages/ciam-emulator/test/package/tarball.ts';
const installed = 'packages/ciam-emulator/test/package/install.long.test.ts';
const containers = 'tools/dev-env/test/containers.long.test.ts';
const copied = 'tools/copy-app/test/package-managers.long.test.ts';
const telemetry = 'tools/dev-env/test/telemetry.long.test.ts';
const ci = '.ci/run';

/** Every command of every document, by its form. The test says which form is missing here. */
export const knownCommands: [RegExp, Proof][] = [
  [/^(npx --yes )?pnpm demo$/, { runBy: '.ci/demo', where: 'pnpm demo --exit' }],
  [/^(npx --yes )?pnpm test$/, { runBy: ci, where: 'pnpm test' }],
  [/^pnpm test:long$/, { runBy: ci, where: 'pnpm test:long' }],
  [/^npm install @opentelemetry\/api .*$/, { runBy: telemetry, where: 'npm (install .*)' }],
  [/^pnpm check$/, { runBy: ci, where: 'pnpm check' }],
  [/^pnpm install$/, { runBy: ci, where: 'pnpm install' }],
  [/^(npx --yes )?pnpm --filter device-code start( .*)?$/, { runBy: flows, where: 'apps/device-code' }],
  [
    /^(npx --yes )?pnpm --filter web-app start$/,
    { runBy: 'tools/tenant/test/end-to-end.long.test.ts', where: "start('apps/web-app')" },
  ],
  [/^pnpm --filter todolist-api start$/, { runBy: deployedRun, where: "folder('todolist-api')" }],
  [/^cd apps$/, { runBy: flows, where: "['daemon', '--op', 'getToDos']" }],
  [/^node (apps\/)?daemon --op \w+.*$/, { runBy: flows, where: "['daemon', '--op', 'getToDos']" }],
  [
    /^pnpm (--config.node-linker=hoisted )?--filter [\w-]+ deploy --prod \S+$/,
    { runBy: deployed, where: "'deploy', '--prod'" },
  ],
  [/^pnpm tenant register --tenant \S+( --[\w-]+)*$/, { runBy: setUp, where: "tenant(['register'" }],
  [/^pnpm tenant cleanup --tenant \S+$/, { runBy: setUp, where: "tenant(['cleanup'" }],
  [/^pnpm tenant register --dry-run$/, { runBy: setUp, where: "tenant(['register', '--dry-run']" }],
  [/^pnpm tenant export --tenant \S+$/, { runBy: setUp, where: "tenant(['export'" }],
  [/^pnpm tenant compare$/, { runBy: 'tools/tenant/test/compare.long.test.ts', where: "'compare'" }],
  [/^pnpm tenant doctor.*$/, { runBy: setUp, where: "tenant(['doctor'" }],
  [/^pnpm tenant certificate \S+.*$/, { runBy: setUp, where: "tenant(['certificate'" }],
  [/^node apps\/device-code( sign-in)?( --[\w-]+([= ]\S+)?)*$/, { runBy: flows, where: 'apps/device-code' }],
  [
    /^node apps\/device-code (sign-out|status)( --[\w-]+)*$/,
    { runBy: 'apps/device-code/test/accounts.long.test.ts', where: "'sign-out'" },
  ],
  [/^pnpm emulator$/, { runBy: emulator, where: 'startProgram(process.execPath, [program]' }],
  [
    /^node packages\/ciam-emulator( --[\w-]+([= ]\S+)?)*$/,
    { runBy: emulator, where: 'startProgram(process.execPath, [program]' },
  ],
  [
    /^git apply --directory=apps\/web-app docs\/recipes\/[\w-]+\.diff$/,
    { runBy: 'apps/web-app/test/recipes/cook.ts', where: 'docs/recipes/${recipe}.diff' },
  ],
  [/^cp \.env\.example \.env$/, { runBy: 'tools/dev-env/test/env-example.test.ts', where: "'.env.example'" }],
  [/^pnpm --filter ciam-emulator bundle$/, { runBy: packed, where: "'bundle.js'" }],
  [
    /^npm pack \.\/packages\/ciam-emulator\/dist\/package --pack-destination \S+$/,
    { runBy: packed, where: "'--pack-destination'" },
  ],
  [/^npm i -D \.\/ciam-emulator-1\.0\.0\.tgz$/, { runBy: installed, where: "'--save-dev', tarball.path" }],
  [/^npx ciam-emulator$/, { runBy: installed, where: "'npx', 'ciam-emulator'" }],
  [/^cd <folder>$/, { runBy: deployedRun, where: "folder('todolist-api')" }],
  [/^(\w+=\S+ )*node \.$/, { runBy: deployedRun, where: "folder('todolist-api')" }],
  [/^docker compose up --build$/, { runBy: containers, where: "compose('up'" }],
  [/^docker build --target [\w-]+ --tag \S+ \.$/, { runBy: containers, where: "'--target'" }],
  [/^pnpm copy-app .*$/, { runBy: 'tools/copy-app/test/copy-app.test.ts', where: "'--name'" }],
  [/^npm (install|start.*|run tenant)$/, { runBy: copied, where: "run('install')" }],
  [/^az /, { needs: 'an Azure subscription' }],
];
