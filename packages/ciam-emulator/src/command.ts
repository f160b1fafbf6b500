#!/usr/bin/env node
import module from 'node:module';
import { join } from 'node:path';

// Node 22.8 and later keep the compiled code. Beside the program: nobody can write there who cannot write the program itself.
const newer: typeof module & { enableCompileCache?: (folder: string) => void } = module;
newer.enableCompileCache?.(join(import.meta.dirname, '.compile-cache'));
void import('./command/run.ts').then(({ run }) => run());
