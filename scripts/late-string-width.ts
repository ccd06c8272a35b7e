import type { Plugin } from 'esbuild';

/**
 * `string-width` makes its pattern of all emoji and a segmenter as it is loaded: 30 ms, as long as all of Node's start (issue 17). In the
 * bundle it is loaded with the first text that is not plain ASCII; for that its own answer is the length.
 */
export const lateStringWidth: Plugin = {
  name: 'late-string-width',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^string-width$/ }, ({ path, namespace, resolveDir }) =>
      namespace === 'late' ? undefined : { path, namespace: 'late', pluginData: resolveDir },
    );
    onLoad({ filter: /.*/, namespace: 'late' }, ({ pluginData }) => ({
      contents: `let measure;
        export default (text, options) =>
          typeof text === 'string' && /^[\\x20-\\x7e]*$/.test(text)
            ? text.length
            : (measure ??= require('string-width').default)(text, options);`,
      resolveDir: pluginData,
    }));
  },
};
