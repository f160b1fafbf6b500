import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMissing, runProgram } from 'test-support';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as main from '../../src/index.ts';
import * as playwright from '../../src/playwright.ts';
import { examples } from './examples.ts';
import { packEmulator, type Tarball } from './tarball.ts';

/** What the package exports that is called, not constructed. */
const functions = (exported: object): string[] =>
  Object.entries(exported).flatMap(([name, value]) =>
    typeof value === 'function' && /^[a-z]/.test(name) ? [name] : [],
  );
const found = examples();
const repository = fileURLToPath(new URL('../../../../', import.meta.url));

describe.skipIf((await isMissing('npm')) || (await isMissing('tar')))('the packed emulator', () => {
  let tarball: Tarball;
  /** A project of someone who installed the package. */
  let project: string;
  beforeAll(async () => {
    tarball = await packEmulator();
    project = join(dirname(tarball.unpacked), 'project');
    mkdirSync(join(project, 'node_modules'), { recursive: true });
    symlinkSync(tarball.unpacked, join(project, 'node_modules/ciam-emulator'));
    cpSync(join(repository, 'tenant.json'), join(project, 'tenant.json'));
    writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
  }, 300_000);
  afterAll(() => tarball[Symbol.dispose]());

  test('each function that is exported has an example', () => {
    const named = new Set(found.map(({ name }) => name));
    expect([...functions(main), ...functions(playwright)].filter((name) => !named.has(name))).toEqual([]);
  });

  test('each example compiles against the declarations of the package', async () => {
    const text = `import { ${functions(main).join(', ')} } from 'ciam-emulator';
import { ${functions(playwright).join(', ')} } from 'ciam-emulator/playwright';
declare const page: Parameters<typeof signIn>[0], verificationUri: string, userCode: string;
${found.map(({ code }) => `async () => {\n${code}};\n`).join('')}export { page, verificationUri, userCode };
`;
    writeFileSync(join(project, 'examples.ts'), text);
    const tsc = join(repository, 'node_modules/typescript/bin/tsc');
    const types = ['--types', 'node', '--typeRoots', join(repository, 'node_modules/@types')];
    const strict = ['--strict', '--noEmit', '--module', 'nodenext', '--target', 'es2023', '--skipLibCheck', 'false'];
    const { code, stdout } = await runProgram(process.execPath, [tsc, ...strict, ...types, 'examples.ts'], {
      cwd: project,
    });
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  });

  test.each(found.filter(({ name }) => name in main))('the example of $name runs', async ({ name, code }) => {
    const file = join(project, `${name}.mjs`);
    writeFileSync(file, `import { ${functions(main).join(', ')} } from 'ciam-emulator';\n${code}`);
    expect(await runProgram(process.execPath, [file], { cwd: project })).toMatchObject({ code: 0, stderr: '' });
  });
});
