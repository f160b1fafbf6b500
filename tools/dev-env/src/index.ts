import { parseArgs } from 'node:util';
import { shortWords } from 'ciam-config/short-words';
import { runDemo } from './demo.ts';

const usage = `pnpm demo [--exit]

Starts the local tenant, the ToDoList API and the web app, and runs the daemon once.

  --exit   Exit with 0 after the daemon's output.
  --help   Show this help.

If a port is taken, set EMULATOR_PORT, API_PORT or WEB_APP_PORT in .env or in the environment.
The demo reads only these ports from .env. It has its own values for all other settings.
`;

try {
  const { values } = parseArgs({ options: { exit: { type: 'boolean' }, help: { type: 'boolean' } } });
  if (values.help) process.stdout.write(usage);
  else process.exitCode = await runDemo({ leaveAfterAnswer: values.exit ?? false });
} catch (error) {
  if (!(error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))) throw error;
  process.stderr.write(`${shortWords(error.message.split('. ')[0] ?? '')}.\n\n${usage}`);
  process.exitCode = 2;
}
