/**
 * The table of settings against aws-cli: each row's environment and files are given to `aws cloudwatch describe-alarms` and to
 * `orders-watch alarms --json`, and what reaches servers on loopback (way, host, Region, access key) must be the same, and so must success.
 * A row that differs fails, unless it says why it is meant to. `--only TEXT` runs the rows with that in their name, `--cli FILE` another build.
 */
import { isDeepStrictEqual, parseArgs } from 'node:util';
import type { Row } from './aws-cli-table/row.ts';
import { rows } from './aws-cli-table/rows.ts';
import { type Outcome, runOne } from './aws-cli-table/run-row.ts';
import { builtTool } from './conformance/built-tool.ts';
import { installPython, venvBin } from './conformance/python.ts';

const { values: flags } = parseArgs({ options: { cli: { type: 'string' }, only: { type: 'string' } } });

/** Two processes each. */
const atOnce = 2;

const aws = { venv: 'aws-cli-venv', name: 'awscli', version: '1.46.3' };

const shown = ({ reached, isDone, stderr }: Outcome): string =>
  [...reached, isDone ? 'done' : `refused: ${stderr.split('\n').at(-1) ?? ''}`].join(' · ');

type Judged = { readonly mark: 'same' | 'meant' | 'FAIL'; readonly why: string };

const judge = (row: Row, cli: Outcome, tool: Outcome): Judged => {
  if (row.says !== undefined && !tool.stderr.includes(row.says)) {
    return { mark: 'FAIL', why: `it does not say: ${row.says}` };
  }
  const isSame = isDeepStrictEqual(cli.reached, tool.reached) && cli.isDone === tool.isDone;
  if (row.intended !== undefined) {
    return isSame
      ? { mark: 'FAIL', why: 'it is listed as different, and is not' }
      : { mark: 'meant', why: row.intended };
  }
  return isSame ? { mark: 'same', why: '' } : { mark: 'FAIL', why: 'they differ' };
};

const print = (row: Row, cli: Outcome, tool: Outcome, { mark, why }: Judged): void => {
  console.log(`${mark.padEnd(5)}  ${row.name}`);
  if (mark === 'same') {
    console.log(`         ${[...cli.reached, cli.isDone ? 'done' : 'refused'].join(' · ')}`);
    if (!tool.isDone) console.log(`         tool     ${tool.stderr.split('\n').at(-1) ?? ''}`);
    return;
  }
  console.log(`         aws-cli  ${shown(cli)}\n         tool     ${shown(tool)}\n         ${why}`);
};

const main = async (): Promise<number> => {
  const startedAt = performance.now();
  installPython(aws);
  const awsCli = venvBin(aws.venv, 'aws');
  const cli = builtTool(flags.cli);
  const counts = { same: 0, meant: 0, FAIL: 0 };
  const wanted = rows.filter(({ name }) => flags.only === undefined || name.includes(flags.only));
  const ways = Array.from({ length: atOnce }, async () => {
    for (let row = wanted.shift(); row !== undefined; row = wanted.shift()) {
      const [ofCli, ofTool] = await Promise.all([
        runOne(row, [awsCli, 'cloudwatch', 'describe-alarms', '--output', 'json']),
        runOne(row, [process.execPath, cli, 'alarms', '--json']),
      ]);
      const judged = judge(row, ofCli, ofTool);
      counts[judged.mark] += 1;
      print(row, ofCli, ofTool, judged);
    }
  });
  await Promise.all(ways);
  const all = counts.same + counts.meant + counts.FAIL;
  console.log(
    `${all} rows beside aws-cli ${aws.version}: ${counts.same} the same, ${counts.meant} meant to differ, ${counts.FAIL} failed (${Math.round((performance.now() - startedAt) / 1000)} s)`,
  );
  return counts.FAIL === 0 && all > 0 ? 0 : 1;
};

try {
  process.exit(await main());
} catch (error) {
  console.error(`aws-cli table: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
}
