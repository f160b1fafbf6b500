#!/usr/bin/env node
import module from 'node:module';
import { join } from 'node:path';

// Node 22.8 and later can cache compiled code. The cache is next to the program, where only those who may change the
// program can write.
const newer: typeof module & { enableCompileCache?: (folder: string) => void } = module;
newer.enableCompileCache?.(join(import.meta.dirname, '.compile-cache'));
void import('./command/run.ts').then(({ run }) => run());
