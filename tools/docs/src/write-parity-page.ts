import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parityPage } from './parity/page.ts';
import { paritySections } from './parity/sections.ts';
import { root } from './repository.ts';

await writeFile(join(root, 'docs/parity.md'), parityPage(paritySections));
