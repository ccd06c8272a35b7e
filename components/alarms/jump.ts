/** From an alarm to what it is about: its stage, the logs around its transition, its stream. */
import { formatClock } from '../../src/format.ts';
import type { Alarm } from '../../src/observation/alarms.ts';
import { stageBehind } from '../../src/pipeline/alarm-stage.ts';
import type { Pipeline, Stage } from '../../src/pipeline/stage.ts';
import { glyphsFor } from '../../src/terminal/glyphs.ts';
import type { KeyTable } from '../../src/terminal/key-table.ts';
import type { Look } from '../frame/layout.ts';

export type JumpCommand = 'goToStage' | 'goToLogs' | 'goToStream';

/** A moment that logs are read around. */
export type Moment = {
  /** What happened then, for the title. */
  readonly name: string;
  readonly stage: string;
  readonly at: number;
  readonly from: number;
  readonly to: number;
  /** Only lines that say this, where there is one. */
  readonly pattern?: string;
};

/** `log · payment-worker around 14:01:02, payments-age`. */
export const momentTitle = ({ stage, name, at }: Moment, { utc, ascii }: Look): string =>
  `log ${glyphsFor(ascii).dot} ${stage} around ${formatClock(at, { utc, seconds: true })}, ${name}`;

export type Jump = {
  readonly command: JumpCommand;
  readonly stage: string;
  readonly moment: Moment;
};

const minuteMs = 60_000;
const leastBeforeMs = 5 * minuteMs;
const mostBeforeMs = 30 * minuteMs;
const afterMs = 2 * minuteMs;

/** What was judged lies before the transition, one minute more leads up to it; two minutes after it show what followed. */
const momentOf = (alarm: Alarm, { name: stage }: Stage, at: number): Moment => {
  const judgedMs = (alarm.evaluationPeriods ?? 1) * (alarm.periodSeconds ?? 60) * 1000;
  const beforeMs = Math.min(mostBeforeMs, Math.max(leastBeforeMs, judgedMs + minuteMs));
  return { name: alarm.name, stage, at, from: at - beforeMs, to: at + afterMs };
};

export type JumpContext = {
  /** All alarms that are known: a composite stands for the one that went off first. */
  readonly alarms: readonly Alarm[];
  readonly pipeline: Pipeline | undefined;
};

const hasLogs = ({ logGroups }: Stage): boolean => logGroups.length > 0;
const hasStream = ({ kind, table }: Stage): boolean => kind === 'dynamodb' && table !== undefined;

/** A queue writes no logs and a function has no stream: what works on it, or feeds it, tells of it. */
const proofOf = (command: JumpCommand, stage: Stage, { stages }: Pipeline): Stage | undefined => {
  const fed = stages.filter(({ name }) => stage.next.includes(name));
  const feeding = stages.filter(({ next }) => next.includes(stage.name));
  switch (command) {
    case 'goToStage':
      return stage;
    case 'goToLogs':
      return [stage, ...fed, ...feeding].find(hasLogs);
    case 'goToStream':
      return [stage, ...feeding, ...fed].find(hasStream);
  }
};

const lacks: Readonly<Record<JumpCommand, string>> = {
  goToStage: '',
  goToLogs: 'has no log group',
  goToStream: 'has no stream',
};

export const noPipelineFile = 'there is no pipeline file';

/** Where the key leads from this alarm, `at` its transition; the reason where it leads nowhere. */
export const jumpFrom = (
  alarm: Alarm,
  command: JumpCommand,
  { alarms, pipeline }: JumpContext,
  at = alarm.since,
): Jump | { readonly reason: string } => {
  if (pipeline === undefined) return { reason: noPipelineFile };
  const watched = stageBehind(alarm, alarms, pipeline);
  if (watched === undefined) return { reason: 'it watches no stage of the pipeline' };
  const stage = proofOf(command, watched, pipeline);
  if (stage === undefined) return { reason: `${watched.name} ${lacks[command]}` };
  return { command, stage: stage.name, moment: momentOf(alarm, stage, at) };
};

/** The keys of an alarm; `reasonOf` says why one leads nowhere. */
export const jumpKeys = (
  reasonOf: (command: JumpCommand) => string | undefined = () => undefined,
  footer: 'always' | 'never' = 'always',
): KeyTable<JumpCommand, unknown> => {
  const key = (command: JumpCommand, name: string, label: string) => ({
    command,
    keys: [name],
    label,
    section: 'An alarm',
    ...(footer === 'never' ? {} : { footer }),
    disabled: () => reasonOf(command),
  });
  return [
    key('goToStage', 's', 'its stage'),
    key('goToLogs', 'l', 'its logs'),
    key('goToStream', 't', 'its stream'),
  ];
};
