import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fixTable } from 'ciam-msal';
import { errorsPage } from './errors-page.ts';

await writeFile(resolve(import.meta.dirname, '../../../../docs/errors.md'), errorsPage(fixTable));
