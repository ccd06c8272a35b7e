/** Runs checks one after the other and prints what came of each. */
import type { Check, Finding } from './check.ts';
import { type Run, type RunSpec, runTool, type ToolOptions } from './tool.ts';

const quoted = (arg: string): string => (/^[\w./:,=-]+$/.test(arg) ? arg : `'${arg}'`);

const printFindings = (
  { args }: Pick<Check, 'args'>,
  { tookMs, stderr, stdout }: Run,
  findings: readonly Finding[],
): void => {
  console.log(`${args.map(quoted).join(' ')}  (${(tookMs / 1000).toFixed(1)} s)`);
  for (const { what, expected, seen, ok } of findings) {
    console.log(
      `  ${ok ? 'ok  ' : 'FAIL'}  ${what.padEnd(46)}  ${ok ? seen : `expected ${expected}\n${' '.repeat(56)}seen     ${seen}`}`,
    );
  }
  const isWell = findings.every(({ ok }) => ok);
  if (!isWell) console.log(`        it said: ${stderr.trim() || stdout.slice(0, 300) || 'nothing'}`);
};

type Account<Known> = { readonly url: string; readonly facts: Known };

/** A run of the tool as a check starts it, against that account. */
export const runOf = <Known>(
  { args, env, untilLines, endpoint }: Check<Known>,
  url: string,
  options: ToolOptions,
  more: Pick<RunSpec, 'untilLines' | 'onReady' | 'patienceMs'> = {},
): Promise<Run> =>
  runTool(
    {
      args: [...args, '--endpoint-url', endpoint ?? url],
      ...(env === undefined ? {} : { env }),
      ...(untilLines === undefined ? {} : { untilLines }),
      ...more,
    },
    options,
  );

export const judge = <Known>(check: Check<Known>, run: Run, facts: Known): readonly Finding[] => {
  const findings = check.expect(run, facts);
  printFindings(check, run, findings);
  return findings;
};

/** `only`: those with that in their command line. */
export const runList = async <Known>(
  checks: readonly Check<Known>[],
  { url, facts }: Account<Known>,
  options: ToolOptions,
  only: string | undefined,
): Promise<readonly Finding[]> => {
  const findings: Finding[] = [];
  for (const check of checks) {
    if (only !== undefined && !check.args.join(' ').includes(only)) continue;
    findings.push(...judge(check, await runOf(check, url, options), facts));
  }
  return findings;
};
