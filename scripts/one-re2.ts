import type { Plugin } from 'esbuild';

/** The sandbox's thread takes re2js from the file that patterns load it from: 150 KB once in the package (issue 17). */
export const oneRe2: Plugin = {
  name: 'one-re2',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^re2js$/ }, ({ path }) => ({ path, namespace: 'one-re2' }));
    onResolve({ filter: /^\.\/re2\.cjs$/ }, ({ path }) => ({ path, external: true }));
    onLoad({ filter: /.*/, namespace: 'one-re2' }, () => ({
      contents: "export const { RE2JS } = require('./re2.cjs');",
    }));
  },
};
