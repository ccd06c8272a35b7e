/** `orders-watch init`: looks at what the account measures and writes a pipeline file that runs as it is. */
import { access, readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { codeOfError, whyOf, writeFailure } from '../../file-trouble.ts';
import { formatDollars } from '../../format.ts';
import { harmlessText } from '../../harmless-text.ts';
import type { Failure } from '../../observation/health-of-sources.ts';
import type { CommonOptions, SandboxOptions } from '../../options.ts';
import { failureLine } from '../../output/failure-line.ts';
import { bestGuess } from '../../pipeline/discovery/guess-orders.ts';
import { tablesToSample } from '../../pipeline/discovery/orders-lines.ts';
import { withTraces } from '../../pipeline/discovery/traces.ts';
import { type Proposal, proposePipeline } from '../../pipeline/discovery.ts';
import { type KindsOfFile, readKindsOf } from '../../pipeline/own-kinds.ts';
import { parsePipelineFile } from '../../pipeline/pipeline-file.ts';
import { fail, type Result, succeed, usageFailure } from '../../result.ts';
import type { Runtime } from '../../runtime.ts';
import { listAccount } from '../../sources/discovery/list-account.ts';
import { sampleAccount } from '../../sources/discovery/sample-tables.ts';
import { createCostStore } from '../../store/cost-store.ts';
import { shellQuoted } from '../../story/next/shell.ts';
import { sanitize } from '../../terminal/sanitize.ts';
import { cutShort, onInterrupt } from '../shared/interrupt.ts';
import { openOutput } from '../shared/output.ts';
import { refuse } from '../shared/refuse.ts';
import { openSession } from '../shared/session.ts';
import { codeOfTroubles, distinctFailures, givenUp } from '../shared/troubles.ts';
import { findLinks } from './find-links.ts';

export type InitOptions = CommonOptions &
  SandboxOptions & {
    readonly match: string | undefined;
    readonly out: string;
    readonly force: boolean;
    readonly linked: boolean;
    readonly kinds: string | undefined;
  };

const progressEveryMs = 1_000;

/** Says how far the listings are, once a second at the most. */
const createProgress = ({ stderr, clock }: Pick<Runtime, 'stderr' | 'clock'>) => {
  let saidAt = clock.now();
  return (text: string): void => {
    if (clock.now() - saidAt < progressEveryMs) return;
    saidAt = clock.now();
    stderr.write(`${text} ...\n`);
  };
};

/** What `init` lacks stands in a policy of its own. */
const ofInit = (failure: Failure): Failure => ({
  ...failure,
  hint: failure.hint.replace('orders-watch iam-policy prints', 'orders-watch iam-policy --init prints'),
});

const isThere = async (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

const alreadyThere = (file: string) =>
  usageFailure('FileExists', `${file} is there already`, 'Choose another with --out, or add --force');

/** Stage kinds of one's own, of a file that is named. */
const readKinds = async (file: string, cwd: string): Promise<Result<KindsOfFile>> => {
  let text: string;
  try {
    text = await readFile(resolve(cwd, file), 'utf8');
  } catch (error) {
    const why = whyOf(codeOfError(error));
    return fail(usageFailure('UnreadableKinds', `--kinds ${file} was not read: ${why}`, 'Name another file'));
  }
  const read = readKindsOf(text, file);
  if (read.ok) return succeed(read.value);
  const [first = `${file}: unreadable`, ...others] = read.errors;
  const more = others.length === 0 ? '' : `, and ${others.length} more errors`;
  return fail(usageFailure('BadKinds', `${first}${more}`, 'README.md describes kinds'));
};

/** Never over a file that came into being meanwhile, unless told to. */
const write = async (file: string, text: string, force: boolean): Promise<Result<undefined>> => {
  try {
    await writeFile(file, harmlessText(text), { flag: force ? 'w' : 'wx' });
    return succeed(undefined);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'WriteFailed';
    if (code === 'EEXIST') return fail(alreadyThere(file));
    return fail({ ...writeFailure(file, error), kind: 'usage' });
  }
};

const nothingFound = (match: string | undefined, regions: readonly string[]) => {
  const where = regions.join(', ');
  return match === undefined
    ? usageFailure(
        'NothingFound',
        `no metrics of a pipeline in ${where}`,
        'Name another Region with --region',
      )
    : usageFailure('NothingFound', `nothing is named like "${match}" in ${where}`, 'Try without --match');
};

export const init = async (options: InitOptions, runtime: Runtime): Promise<number> => {
  const { stderr, cwd } = runtime;
  const { match, out, force, linked } = options;
  const say = (text: string) => stderr.write(`${sanitize(text)}\n`);
  const toStdout = out === '-';
  const file = resolve(cwd, out);
  // Looked at first: a long listing for nothing would be a pity.
  if (!toStdout && !force && (await isThere(file))) return refuse(alreadyThere(out), options, runtime);
  const own = options.kinds === undefined ? undefined : await readKinds(options.kinds, cwd);
  if (own?.ok === false) return refuse(own.failure, options, runtime);
  const interrupt = onInterrupt(runtime);
  const costs = createCostStore({ startedAt: runtime.clock.now() });
  const opened = await openSession(options, runtime, costs.apply);
  if (!opened.ok) return refuse(opened.failure, options, runtime);
  const { backend, clientsFor, close } = opened.value;
  const { regions, clock } = backend;
  // The first page of a large account takes seconds.
  say(`looking at ${regions.join(', ')} ...`);
  const onProgress = createProgress(runtime);
  const listed = await listAccount(
    {
      clientsFor,
      regions,
      clock,
      linkedAccounts: linked,
      onProgress,
    },
    interrupt.signal,
  );
  if (interrupt.signal.aborted || !listed.ok) {
    await close();
    return listed.ok || interrupt.signal.aborted
      ? cutShort(interrupt, runtime)
      : refuse(listed.failure, options, runtime);
  }
  const { metrics, alarms, logGroups, streams, problems, lacking } = listed.value;
  const account = { metrics, alarms, logGroups, streams, match, kinds: own?.value };
  const found = await findLinks(account, { clientsFor, clock, onProgress }, interrupt.signal);
  if (interrupt.signal.aborted) {
    await close();
    return cutShort(interrupt, runtime);
  }
  const spent = costs.snapshot(clock.now());
  for (const problem of [...problems, ...lacking]) say(`orders-watch: ${failureLine(givenUp(problem))}`);
  for (const problem of found.problems)
    say(`orders-watch: links are guessed: ${failureLine(ofInit(givenUp(problem)))}`);
  say(
    `looked at ${metrics.length} metrics, ${alarms.length} alarms, ${logGroups.length} log groups and ${streams.length} streams in ${regions.join(', ')} (${spent.calls} calls, ${formatDollars(spent.dollars)})`,
  );
  const sampled = await sampleAccount(
    {
      clientsFor,
      tables: tablesToSample({ metrics: withTraces(account), match }),
      // Not the account's own, which may run faster: a person waits.
      clock: runtime.clock,
    },
    interrupt.signal,
  );
  await close();
  if (interrupt.signal.aborted) return cutShort(interrupt, runtime);
  const orders = bestGuess(sampled.tables);
  const unsampled = distinctFailures(sampled.problems.map((failure) => ({ failure })));
  // Where orders are found all the same, one shard more or less is nothing to know of.
  const missing = orders === undefined ? unsampled : [];
  for (const problem of missing) say(`orders-watch: no orders: proposed: ${failureLine(givenUp(problem))}`);
  // Without a permission for the streams the file is as whole as it can be.
  const troubles = [...problems, ...missing.filter(({ kind }) => kind !== 'access')];
  const unread = [...problems, ...lacking, ...found.problems, ...missing].map(
    ({ operation = 'a list', region, message }) =>
      `${operation}${region === undefined ? '' : ` in ${region}`}: ${message}`,
  );
  const propose = (guess: typeof orders) => proposePipeline({ ...account, found, unread, orders: guess });
  const isRead = ({ text }: Proposal): boolean => parsePipelineFile(text, { file: out, regions }).ok;
  const whole = propose(orders);
  // A guess never takes the rest of the file with it.
  const proposal = orders === undefined || isRead(whole) ? whole : propose(undefined);
  if (proposal.stages === 0) return refuse(nothingFound(match, regions), options, runtime);
  const checked = parsePipelineFile(proposal.text, { file: out, regions });
  if (!checked.ok) {
    const [error = 'unreadable'] = checked.errors;
    const failure = usageFailure('BadProposal', `the file would be wrong: ${error}`, 'Please report this');
    return refuse(failure, options, runtime);
  }
  if (toStdout) {
    const writer = openOutput(runtime);
    writer.write(proposal.text);
    await writer.flush();
    return codeOfTroubles(troubles);
  }
  const written = await write(file, proposal.text, force);
  if (!written.ok) return refuse(written.failure, options, runtime);
  const left = proposal.leftOut === 0 ? '' : `, ${proposal.leftOut} more left out (narrow down with --match)`;
  say(`wrote ${out}: ${proposal.stages} stages${left}; what is guessed is marked`);
  if (proposal === whole && orders !== undefined)
    say(`orders: guessed from ${orders.changes} changes of ${orders.table}`);
  say(`next: orders-watch dashboard${options.sandbox ? ' --sandbox' : ''} --config ${shellQuoted(out)}`);
  return codeOfTroubles(troubles);
};
