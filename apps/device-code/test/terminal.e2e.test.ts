import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openTerminal, type Terminal, type TerminalOptions } from 'test-support';
import { describe, test } from 'vitest';
import { startTestBed, type TestBed } from './test-bed.ts';

const app = `${import.meta.dirname}/..`;
const codeLine = /^([A-Z0-9]{9})$/m;

/** A desktop whose browser writes down what it is asked to open. */
async function recordedBrowser(
  { env }: TestBed,
  ends = 'exit 0',
): Promise<{ env: Record<string, string>; opened: () => Promise<string> }> {
  const folder = env['HOME'] ?? '';
  const command = join(folder, 'browser');
  await writeFile(command, `#!/bin/sh\necho "$1" >> '${folder}/opened'\n${ends}\n`);
  await chmod(command, 0o755);
  return {
    env: { ...env, DISPLAY: ':0', BROWSER: command, XDG_DATA_DIRS: folder, XDG_DATA_HOME: folder },
    opened: async () => {
      for (let attempt = 0; attempt < 50; attempt += 1) {
        const text = await readFile(`${folder}/opened`, 'utf8').catch(() => '');
        if (text) return text;
        await new Promise((resolve) => void setTimeout(resolve, 50));
      }
      return '';
    },
  };
}

const codeOn = async (terminal: Terminal, after = ''): Promise<string> => {
  const [, code = ''] = await terminal.shows(after ? new RegExp(`${after}[\\s\\S]*^([A-Z0-9]{9})$`, 'm') : codeLine);
  return code;
};

function open({ watch }: TestBed, args: string[], options: TerminalOptions): Terminal {
  const terminal = openTerminal(args, options);
  watch(terminal.written);
  return terminal;
}

/** Node's arguments that run a module before the app. */
const before = (code: string): string[] => ['--import', `data:text/javascript,${encodeURIComponent(code)}`];

const linesWith = (text: string, what: RegExp): number => text.split('\n').filter((line) => what.test(line)).length;

describe.concurrent('on a terminal', () => {
  test('shows the message, the code and the time left, opens the browser on Enter, and says who signed in', async ({
    expect,
  }) => {
    await using bed = await startTestBed();
    const browser = await recordedBrowser(bed);
    using terminal = open(bed, [app], { env: browser.env });
    const code = await codeOn(terminal);
    await terminal.shows(/^Press Enter to open the page in your browser\.$/m);
    await terminal.shows(/^14:5\d left\. Waiting for you to sign in$/m);
    const page = `${bed.tenant.authority}common/oauth2/deviceauth`;
    expect(terminal.screen().replaceAll('\n', ' ')).toContain(
      `To sign in, use a web browser to open the page ${page} and enter the code ${code} to authenticate.`,
    );
    await terminal.shows(/^14:5[0-7]/m);
    expect(linesWith(terminal.screen(), / left\./)).toBe(1);
    terminal.type('\r');
    await terminal.shows(/^Asked your browser to open the page\.$/m);
    expect(await browser.opened()).toBe(`${page}\n`);
    await terminal.shows(/^14:5[0-5]/m);
    expect(linesWith(terminal.screen(), / left\./)).toBe(1);
    await bed.tenant.control.approveDeviceCode(code, 'ada@contoso.com');
    expect(await terminal.exited).toBe(0);
    expect(terminal.screen()).toMatch(/^Name {7}Ada Lovelace$/m);
    expect(terminal.screen()).toMatch(/\n\nSigned in as Ada Lovelace \(ada@contoso\.com\)\.$/);
    expect(terminal.screen()).not.toContain(' left.');
  });

  test.for([
    ['the life of the code', [], 90, /^1:2\d left\./m],
    ['--timeout', ['--timeout', '50'], 900, /^0:4\d left\./m],
  ] as const)('counts down what is shorter: %s', async ([, args, expiresIn, countdown], { expect }) => {
    await using bed = await startTestBed();
    bed.changeCodes({ expires_in: expiresIn });
    using terminal = open(bed, [app, ...args], { env: bed.env });
    await terminal.shows(countdown);
    expect(linesWith(terminal.screen(), / left\./)).toBe(1);
    terminal.type('\u0003');
    expect(await terminal.exited).toBe(130);
  });

  test('Ctrl-C ends at once, and not at the next poll', async ({ expect }) => {
    await using bed = await startTestBed();
    bed.changeCodes({ interval: 60 });
    using terminal = open(bed, [app], { env: bed.env });
    await codeOn(terminal);
    await terminal.shows(/14:5/);
    terminal.type('\u0003');
    expect(await terminal.exited).toBe(130);
    expect(terminal.screen()).toContain('Stopped.');
    const paths = bed.tenant.control.requests.map(({ path }) => path.split('/').at(-1));
    expect(paths).toEqual(['openid-configuration', 'devicecode']);
  });

  test('an expired code is followed by another one on Enter', async ({ expect }) => {
    await using bed = await startTestBed();
    bed.changeCodes({ expires_in: 2 });
    using terminal = open(bed, [app], { env: bed.env });
    const first = await codeOn(terminal);
    await terminal.shows(/The code expired\. Press Enter for a new one, or Ctrl-C to stop\./);
    bed.changeCodes();
    terminal.type('\r');
    const second = await codeOn(terminal, 'or Ctrl-C to stop');
    expect(second).not.toBe(first);
    await bed.tenant.control.approveDeviceCode(second, 'ada@contoso.com');
    expect(await terminal.exited).toBe(0);
  });

  test('Ctrl-C is an answer to that, too', async ({ expect }) => {
    await using bed = await startTestBed();
    bed.changeCodes({ expires_in: 1 });
    using terminal = open(bed, [app], { env: bed.env });
    await terminal.shows(/Press Enter for a new one/);
    terminal.type('\u0003');
    expect(await terminal.exited).toBe(130);
  });

  test('a clock that is set in the meantime does not matter', async ({ expect }) => {
    await using bed = await startTestBed();
    const anHourLater = `const { now } = Date; setTimeout(() => void (Date.now = () => now() + 3600e3), 1000).unref();`;
    using terminal = open(bed, [...before(anHourLater), app], { env: bed.env });
    const code = await codeOn(terminal);
    await terminal.shows(/14:5[0-7]/);
    await bed.tenant.control.approveDeviceCode(code, 'ada@contoso.com');
    expect(await terminal.exited).toBe(0);
  });

  test('a machine that slept while the code expired says so on waking up', async ({ expect }) => {
    await using bed = await startTestBed();
    // It falls asleep once the time left is shown.
    const asleep = `import os from 'node:os'; import { syncBuiltinESMExports } from 'node:module';
      const { uptime } = os; const { stderr } = process; const write = stderr.write.bind(stderr);
      const sleep = () => { os.uptime = () => uptime() + 1200; syncBuiltinESMExports(); };
      stderr.write = (...what) => { if (/14:5/.test(what[0])) setTimeout(sleep, 500).unref(); return write(...what); };`;
    using terminal = open(bed, [...before(asleep), app], { env: bed.env });
    await terminal.shows(/14:5/);
    await terminal.shows(/The code expired\. Press Enter for a new one/);
    terminal.type('\u0003');
    expect(await terminal.exited).toBe(130);
  });

  test('forty columns are enough, and NO_COLOR is honored', async ({ expect }) => {
    await using bed = await startTestBed();
    const browser = await recordedBrowser(bed);
    using terminal = open(bed, [app], { env: { ...browser.env, NO_COLOR: '1' }, columns: 40 });
    const code = await codeOn(terminal);
    await terminal.shows(/14:5[0-7]/);
    expect(linesWith(terminal.screen(), / left\./)).toBe(1);
    bed.tenant.control.addFault({
      endpoint: 'token',
      kind: 'response',
      status: 503,
      headers: { 'Content-Type': 'text/html' },
      body: 'A page far too long for this line',
    });
    await terminal.shows(/^14:5\d left\. Trying again: status 503$/m);
    bed.tenant.control.clearFaults();
    await terminal.shows(/Waiting for you/);
    expect(linesWith(terminal.screen(), / left\./)).toBe(1);
    await bed.tenant.control.approveDeviceCode(code, 'ada@contoso.com');
    expect(await terminal.exited).toBe(0);
    expect(terminal.screen()).toContain('Tenant\n  aaaabbbb-0000-cccc-1111-dddd2222eeee\n');
    // eslint-disable-next-line no-control-regex
    expect(terminal.written()).not.toMatch(/\u001B\[[\d;]*m/);
  });

  test('over SSH nothing offers a browser; a page elsewhere comes with the address of the tenant', async ({
    expect,
  }) => {
    await using bed = await startTestBed();
    bed.changeCodes({ verification_uri: 'https://microsoft.com/devicelogin' });
    const browser = await recordedBrowser(bed);
    using terminal = open(bed, [app, '--open'], { env: { ...browser.env, SSH_TTY: '/dev/pts/1' } });
    await terminal.shows(/14:5/);
    expect(terminal.screen()).toMatch(/^https:\/\/microsoft\.com\/devicelogin$/m);
    expect(terminal.screen().replaceAll('\n', ' ')).toContain(
      `If the page refuses your account (AADSTS500208), enter the code at ${bed.tenant.authority}common/oauth2/deviceauth`,
    );
    expect(terminal.screen()).not.toMatch(/browser\./);
  });

  test.for(['exit 1', 'exit 3', 'kill -9 $$', 'exec /nowhere/browser'])(
    'a browser that ends with "%s" did not start',
    async (ends, { expect }) => {
      await using bed = await startTestBed();
      const browser = await recordedBrowser(bed, ends);
      using terminal = open(bed, [app, '--open'], { env: browser.env });
      await terminal.shows(/browser to open the page\.|browser did not start/i);
      expect(terminal.screen()).toMatch(/^The browser did not start\. Open the page yourself\.$/m);
    },
  );

  test('--open opens the browser at once; what is not a web page is never opened', async ({ expect }) => {
    await using bed = await startTestBed();
    const browser = await recordedBrowser(bed);
    using terminal = open(bed, [app, '--open'], { env: browser.env });
    await terminal.shows(/Asked your browser to open the page/);
    expect(await browser.opened()).toContain('/common/oauth2/deviceauth');
    terminal.type('\u0003');
    await terminal.exited;
    bed.changeCodes({ verification_uri: 'file:///etc/passwd' });
    using second = open(bed, [app, '--open'], { env: browser.env });
    await second.shows(/is not a response of/);
    expect(await second.exited).toBe(1);
    expect(await browser.opened()).not.toContain('passwd');
  });
});
