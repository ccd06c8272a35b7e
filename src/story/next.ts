/**
 * What to do first when something is wrong: printed, never run (issue 14). What the owners wrote comes first, then what shows the
 * cause, then what changed before it, then what helps once it is over, and AWS's own pages. No rollback is advised: a change
 * that came before is not the reason of what came after.
 */
import { formatDuration } from '../format.ts';
import type { Alarm } from '../observation/alarms.ts';
import { isSameOrigin, type Origin } from '../origin.ts';
import { kindOf } from '../pipeline/catalogue/kinds.ts';
import type { Stage } from '../pipeline/stage.ts';
import { linksIn } from '../web-link.ts';
import { lookAtVersion } from './next/compute-looks.ts';
import { alarmPage, logGroupPage, metricPage } from './next/console-links.ts';
import type { Look, LookContext } from './next/look.ts';
import { looksAt } from './next/looks.ts';
import { lookAtDeadLetters, redrive } from './next/queue-looks.ts';
import { awsCommand, type Flags } from './next/shell.ts';
import type { NextStep, RuleBreach, StoryChange } from './story.ts';

/** What of an incident the steps follow from. */
export type NextInput = {
  /** The pipeline's. */
  readonly stages: readonly Stage[];
  readonly cause: RuleBreach;
  /** What the cause explains: dead letters of it can be moved back. */
  readonly effects: readonly RuleBreach[];
  readonly changes: readonly StoryChange[];
  readonly alarms: readonly Alarm[];
  /** The profile that the tool was started with: the CLI needs it too. */
  readonly profile?: string | undefined;
};

const maxLinks = 3;
const maxChanges = 2;

const isAccount = (account: string | undefined): boolean => /^\d{12}$/.test(account ?? '');

const accountOf = (stage: Stage, alarms: readonly Alarm[]): string | undefined => {
  if (isAccount(stage.accountId)) return stage.accountId;
  const accountIn = ({ arn }: Alarm): string | undefined => arn.split(':')[4];
  const near = alarms.find((alarm) => isSameOrigin(alarm, stage) && isAccount(accountIn(alarm)));
  return near && accountIn(near);
};

const contextOf = (stage: Stage, { stages, alarms, profile }: NextInput): LookContext => {
  const own = stage.profile ?? profile;
  return {
    stage,
    origin: own === undefined ? { region: stage.region } : { region: stage.region, profile: own },
    account: accountOf(stage, alarms),
    consumers: stages.filter(({ name }) => stage.next.includes(name)),
  };
};

const stepsOf = (looks: readonly Look[], stage: Stage, isNamed = true): readonly NextStep[] =>
  looks.flatMap(({ text, command }): readonly NextStep[] => {
    if (command === undefined) return [];
    // A monitoring account shows the figures of others, and may do nothing there.
    const elsewhere = stage.accountId === undefined ? '' : ` (as account ${stage.accountId})`;
    return [{ text: `${isNamed ? `${stage.name}: ` : ''}${text}${elsewhere}`, command }];
  });

/** What the owners of stage, rule and alarms say. */
const written = (stage: Stage, { cause, alarms }: NextInput): readonly NextStep[] => {
  const rule = stage.rules?.find(
    ({ series, limit, comparison, runbook }) =>
      runbook !== undefined &&
      series === cause.series &&
      limit === cause.limit &&
      comparison === cause.comparison,
  );
  const runbooks = [rule?.runbook, stage.runbook].flatMap((link) => (link === undefined ? [] : [link]));
  const ofRunbooks = [...new Set(runbooks)].map(
    (link): NextStep => ({ text: `follow the runbook of ${stage.name}`, link }),
  );
  const ofAlarms = alarms
    .filter(({ arn }) => cause.alarms.includes(arn))
    .flatMap(({ name, description = '' }) =>
      linksIn(description).map((link): NextStep => ({ text: `follow what alarm ${name} says`, link })),
    )
    .filter(({ link }) => link !== undefined && !runbooks.includes(link));
  return [...ofRunbooks, ...ofAlarms.slice(0, maxLinks)];
};

/** Lines that failures write, whichever way a runtime spells it: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html */
const errorLines = '?ERROR ?Error ?error ?Exception ?FATAL';

const readLines = (stage: Stage, { cause }: NextInput, origin: Origin): readonly NextStep[] => {
  const [group] = stage.logGroups;
  if (group === undefined) return [];
  const name: Flags = group.startsWith('arn:')
    ? { 'log-group-identifier': group }
    : { 'log-group-name': group };
  const command = awsCommand(
    'logs filter-log-events',
    { ...name, 'start-time': String(cause.since), 'filter-pattern': errorLines, 'max-items': '20' },
    origin,
  );
  const link = logGroupPage(stage.region, group);
  return [
    {
      text: `${stage.name}: read its error lines since then`,
      ...(command === undefined ? {} : { command }),
      ...(link === undefined ? {} : { link }),
    },
  ];
};

/** A change before is looked at: what it is, and whether what fails is of its doing. */
const changesBefore = (input: NextInput): readonly NextStep[] =>
  input.changes.slice(-maxChanges).flatMap(({ stage: name, what, at }) => {
    const stage = input.stages.find((one) => one.name === name);
    const since = formatDuration(Math.max(0, input.cause.since - at));
    const text = `${name}: look at what came with ${what}, ${since} before; it need not be the reason`;
    if (stage === undefined) return [{ text }];
    const version = /^version (\d{1,10})$/.exec(what)?.[1];
    const [look] = lookAtVersion(contextOf(stage, input), version);
    return [look?.command === undefined ? { text } : { text, command: look.command }];
  });

const deadLetters = (
  input: NextInput,
  pick: (context: LookContext) => readonly Look[],
): readonly NextStep[] => {
  const broken = [input.cause, ...input.effects].filter(
    ({ sign }) => sign === 'deadLetters' || sign === 'lost',
  );
  const stages = input.stages.filter(
    ({ name, kind }) => kind === 'sqs' && broken.some(({ stage }) => stage === name),
  );
  return stages.flatMap((stage) => stepsOf(pick(contextOf(stage, input)), stage, false));
};

/** The series that breaks the rule, or the first that it is made of. */
const measuredBy = (stage: Stage, key: string) => {
  const derived = kindOf(stage).derived[key];
  const first = ((): string | undefined => {
    switch (derived?.how) {
      case 'percent':
        return derived.part[0];
      case 'difference':
      case 'sum':
        return derived.of[0];
      case 'increase':
      case 'shortfall':
        return derived.of;
      case 'drain':
        return derived.backlog;
      case undefined:
        return undefined;
    }
  })();
  return stage.series.find((spec) => spec.key === (first ?? key));
};

const consolePages = (stage: Stage, { cause, alarms }: NextInput): readonly NextStep[] => {
  const alarm = alarms.find(({ arn }) => cause.alarms.includes(arn));
  const spec = measuredBy(stage, cause.series);
  const ofAlarm = alarm && alarmPage(alarm.region, alarm.name);
  const ofMetric = spec && metricPage(stage.region, spec.query, spec.periodSeconds);
  return [
    ...(alarm === undefined || ofAlarm === undefined
      ? []
      : [{ text: `alarm ${alarm.name} in the console`, link: ofAlarm }]),
    ...(ofMetric === undefined ? [] : [{ text: `${stage.name}: the metric in the console`, link: ofMetric }]),
  ];
};

/**
 * What to do first, in the order in which to do it; empty where the pipeline does not have the stage of the cause. Every command
 * reads, but for one that moves dead letters back, which says when. Names that a shell cannot be given give no command.
 */
export const nextSteps = (input: NextInput): readonly NextStep[] => {
  const { cause } = input;
  const stage = input.stages.find(({ name }) => name === cause.stage);
  if (stage === undefined) return [];
  const context = contextOf(stage, input);
  const isOfQueue = cause.sign === 'deadLetters' || cause.sign === 'lost';
  const steps = [
    ...written(stage, input),
    ...readLines(stage, input, context.origin),
    ...changesBefore(input),
    ...(isOfQueue && stage.kind === 'sqs' ? [] : stepsOf(looksAt(context, cause.sign), stage)),
    ...deadLetters(input, lookAtDeadLetters),
    ...deadLetters(input, redrive),
    ...consolePages(stage, input),
  ];
  const seen = new Set<string>();
  return steps.filter(({ text, command, link }) => {
    const key = command ?? link ?? text;
    return !seen.has(key) && seen.add(key);
  });
};
