/** One door out (issue 15): what is printed, drawn or written to a file goes by `src/text-out.ts`, and nothing goes past it. */
import { expect, test } from 'vitest';
import { importsOf, sourceFiles, textOf } from './source-graph.ts';

/** Comments say `process.stdout` and `console` as well. */
const codeOf = (file: string): string =>
  textOf(file)
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/^\s*\/\/.*$/gm, '');

const filesWith = (pattern: RegExp): readonly string[] =>
  sourceFiles.filter((file) => pattern.test(codeOf(file))).sort();

const namesFrom = (file: string, module: RegExp): readonly string[] =>
  [...codeOf(file).matchAll(/^import\s+(?:type\s+)?\{([^}]*)\}\s+from\s+'([^']+)'/gm)]
    .filter(([, , from = '']) => module.test(from))
    .flatMap(([, names = '']) => names.split(',').map((name) => name.trim().split(' ')[0] ?? ''))
    .filter((name) => name !== '');

const filesNaming = (module: RegExp, name: RegExp): readonly string[] =>
  sourceFiles.filter((file) => namesFrom(file, module).some((one) => name.test(one))).sort();

test('the streams of the process are known to those who put a door before them', () => {
  expect(filesWith(/\bprocess\s*(\.|\?\.|\[['"])\s*(stdout|stderr|_rawDebug|report)\b/)).toEqual([
    'src/cli.ts',
    'src/main.ts',
    'src/terminal/exit-guard.ts',
    'src/terminal/surface.ts',
  ]);
  // Where they are named they are handed to a door, or asked for their size.
  expect(codeOf('src/terminal/exit-guard.ts').match(/.*process\.std(out|err).*/g)).toEqual([
    expect.stringContaining('textOut(process.stderr)'),
  ]);
  expect(codeOf('src/terminal/surface.ts').match(/.*process\.std(out|err).*/g)).toEqual([
    '  stdout = process.stdout,',
  ]);
  for (const file of ['src/cli.ts', 'src/main.ts'])
    for (const line of codeOf(file).match(/.*process\.std(out|err).*/g) ?? [])
      expect(line).toMatch(/textOut\(process\.std(out|err)\)|^ {2}stdout: process\.stdout,$|\.columns/);
  expect(filesWith(/\{[^}]*\b(stdout|stderr)\b[^}]*\}\s*=\s*process\b/)).toEqual([]);
  expect(filesNaming(/^(node:)?process$/, /./)).toEqual([]);
});

test('nobody prints by the console; what yargs prints by it goes by the door', () => {
  // `console.` is the beginning of a host's name, too.
  const printing =
    /\bconsole\s*(\?\.|\.|\[['"])\s*(log|info|warn|error|debug|dir|table|trace|group|assert|time)/;
  expect(filesWith(printing)).toEqual(['src/main.ts']);
  expect(codeOf('src/main.ts').match(/\bconsole\b.*/g)).toEqual([expect.stringMatching(/^console\.log = /)]);
});

test('no other program is started but the one that gives credentials, and it gets neither the terminal nor our output', () => {
  expect(
    sourceFiles.filter((file) => importsOf(file).some(({ to }) => /child_process|cluster/.test(to))).sort(),
    // And `ps`, where there is no /proc: when a process was started.
  ).toEqual(['src/aws/config/credentials/process.ts', 'src/sources/streams/process-start.ts']);
  const starts = codeOf('src/aws/config/credentials/process.ts').match(/\bspawn\(.*/g);
  expect(starts).toEqual([expect.stringContaining("stdio: ['ignore', 'pipe', 'pipe']")]);
});

/** Of node:fs and node:fs/promises. */
const writes = /^(write|append|open|createWriteStream|truncate|ftruncate|copyFile|cp$|\*)/;

test('files are written by these, and all text by the door', () => {
  expect(filesNaming(/^(node:)?fs(\/promises)?$/, writes)).toEqual([
    'src/app/dashboard/snapshot.ts',
    'src/app/report/write-report.ts',
    'src/app/setup/init.ts',
    // Reads only.
    'src/bounded-file.ts',
    'src/log-file.ts',
    'src/output/line-writer.ts',
    'src/sources/streams/checkpoint-lock.ts',
    'src/terminal/tty-transport.ts',
    'src/whole-file.ts',
  ]);
  // No default and no namespace: their names would not be seen here.
  expect(filesWith(/^import\s+(\*\s+as\s+)?\w+\s+from\s+'(node:)?fs(\/promises)?'/m)).toEqual([]);
  // Bytes, no text: what they are made of passed the door before.
  const bytesOnly = ['src/output/line-writer.ts', 'src/terminal/tty-transport.ts'];
  const calls = filesNaming(/^(node:)?fs(\/promises)?$/, writes)
    .filter((file) => !bytesOnly.includes(file))
    .flatMap((file) =>
      [
        ...codeOf(file).matchAll(
          /\b(?:writeFile|writeFileSync|appendFile|appendFileSync|writeSync)\((.*)\n/g,
        ),
      ].map(([call]) => ({ file, call })),
    );
  expect(calls.length).toBeGreaterThan(5);
  expect(calls.filter(({ call }) => !/\b(harmlessText|harmless|bytesOf)\(/.test(call))).toEqual([]);
});

test('sequences of ours are made by what paints and by what asks the terminal for something', () => {
  expect(filesNaming(/\/text-out\.ts$/, /^painted$/)).toEqual([
    'src/output/frame-text.ts',
    'src/terminal/live-block.ts',
    'src/terminal/osc.ts',
  ]);
});

test('nobody else writes an escape', () => {
  // The lines of the simulated account are as hostile as those of a real one.
  const ours = filesWith(/\\x1b|\\u001b|\\x9b|\\u\{1b\}|\\x07|\\033/i).filter(
    (file) => !file.startsWith('src/sandbox/'),
  );
  expect(ours).toEqual([
    'src/reading/fold.ts',
    'src/reading/log-lines.ts',
    'src/terminal/diff.ts',
    'src/terminal/exit-guard.ts',
    'src/terminal/keys.ts',
    'src/terminal/live-block.ts',
    'src/terminal/osc.ts',
    'src/terminal/paint.ts',
    'src/terminal/screen-writer.ts',
  ]);
});
