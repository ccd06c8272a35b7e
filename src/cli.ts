#!/usr/bin/env node
/**
 * The entry. It is small, so that all that is loaded after it is compiled once and kept: Node's compile cache has to be on before
 * (issue 17). Node 20 has none; a folder that cannot be written is no reason to fail, and Node says so by a status.
 */
import module from 'node:module';
import packageJson from '../package.json' with { type: 'json' };
import { textOut } from './text-out.ts';
import { xdgPath } from './xdg.ts';

module.enableCompileCache?.(xdgPath('cache', process.env, 'compiled'));

const [first, ...others] = process.argv.slice(2);
// The one command that needs nothing of the tool.
if (first === '--version' && others.length === 0) textOut(process.stdout).write(`${packageJson.version}\n`);
else await import('./main.ts');
