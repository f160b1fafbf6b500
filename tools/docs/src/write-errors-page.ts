import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fixTable } from 'ciam-msal/fix';
import { errorsPage } from './errors-page.ts';
import { packageErrors } from './package-errors.ts';
import { root } from './repository.ts';

await writeFile(join(root, 'docs/errors.md'), errorsPage(fixTable, packageErrors));
