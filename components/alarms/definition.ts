/** The list of alarms, and what one of them shows when it is opened. */
import type { Mark } from '../../src/chart/marks.ts';
import { type Plot, plot } from '../../src/chart/plot.ts';
import { formatDuration } from '../../src/format.ts';
import type { AlarmSeen, AlarmStateValue, AlarmTransition, SeriesSpec } from '../../src/observation.ts';
import { alarmColumns, alarmRow, stateMark } from '../../src/output/alarm-row.ts';
import { alarmStrip } from '../../src/output/alarm-strip.ts';
import { stageOfAlarm } from '../../src/pipeline/alarm-stage.ts';
import type { Pipeline } from '../../src/pipeline/stage.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import { fitRow } from '../../src/terminal/paint.ts';
import type { Row, Span } from '../../src/terminal/row.ts';
import { cut } from '../../src/terminal/width.ts';
import { alarmDetail } from '../details.ts';
import { blank, type Look, rowWidth, type Size } from '../layout.ts';
import type { ListDefinition } from '../list-screen/view.ts';
import { emptyRow } from '../panels.ts';
import { type Jump, type JumpCommand, jumpFrom, jumpKeys } from './jump.ts';

export type AlarmListInput = {
  readonly snapshot: Snapshot;
  readonly names: readonly string[];
  /** How far back the strip of each alarm goes. */
  readonly historyMs: number;
  /** Only alarms in this state. */
  readonly state: AlarmStateValue | undefined;
  /** Where there is a pipeline file: alarms are named by its stages. */
  readonly pipeline?: Pipeline | undefined;
  /** Alarms that somebody looks after, by ARN, with the transition that was acknowledged. */
  readonly acknowledged: ReadonlyMap<string, number>;
  readonly acknowledge: (arn: string) => void;
  /** Goes to the stage of an alarm, its logs, its stream. */
  readonly goTo: (jump: Jump) => void;
};

const stripCells = 48;
const minStripCells = 12;
const graphRows = 10;
const maxStageCells = 16;
const wideCells = 100;

/** What to ask CloudWatch for to draw an alarm's metric; undefined where it has no single one. */
export const alarmSeries = (alarm: AlarmSeen): SeriesSpec | undefined => {
  const { namespace, metricName, dimensions, stat = 'Average', periodSeconds = 60, region } = alarm;
  if (namespace === undefined || metricName === undefined) return undefined;
  return {
    id: `alarm ${alarm.arn}`,
    label: metricName,
    region,
    query: { kind: 'metric', namespace, metric: metricName, dimensions, stat },
    periodSeconds,
    unit: 'none',
    missing: 'gap',
  };
};

/** `✖ 2 ALARM   ○ 1 INSUFFICIENT_DATA   ● 9 OK`. */
export const countSpans = ({ alarms }: Snapshot, ascii: boolean): readonly Span[] =>
  (['ALARM', 'INSUFFICIENT_DATA', 'OK'] as const).flatMap((state, index): Span[] => [
    { text: index === 0 ? ' ' : '   ' },
    stateMark(state, ascii),
    { text: ` ${alarms.counts[state]} ${state}`, bold: state === 'ALARM' && alarms.counts[state] > 0 },
  ]);

const historyByAlarm = ({ alarms }: Snapshot): ReadonlyMap<string, readonly AlarmTransition[]> => {
  const byAlarm = new Map<string, AlarmTransition[]>();
  for (const transition of alarms.history.items) {
    const key = `${transition.region} ${transition.name}`;
    const known = byAlarm.get(key);
    if (known === undefined) byAlarm.set(key, [transition]);
    else known.push(transition);
  }
  return byAlarm;
};

const transitionRoles = { ALARM: 'bad', INSUFFICIENT_DATA: 'unknown', OK: 'ok' } as const;

/** Its transitions, and the buckets that the last one was judged by. */
const marksOf = (
  { since, periodSeconds = 60, evaluationPeriods = 1, recentValues }: AlarmSeen,
  history: readonly AlarmTransition[],
): readonly Mark[] => {
  const evaluatedMs = Math.max(evaluationPeriods, recentValues.length) * periodSeconds * 1000;
  return [
    ...history.map(({ at, to }) => ({ at, label: to, role: transitionRoles[to] })),
    ...(recentValues.length === 0
      ? []
      : [{ at: since - evaluatedMs, to: since, label: 'evaluated', role: 'accent' as const }]),
  ];
};

const graphOf = (
  alarm: AlarmSeen,
  history: readonly AlarmTransition[],
  { snapshot }: AlarmListInput,
  { width }: Size,
  look: Look,
): readonly Row[] => {
  const series = alarmSeries(alarm);
  if (series === undefined) return [];
  const state = snapshot.series.get(series.id);
  const periodMs = series.periodSeconds * 1000;
  const to = Math.ceil(snapshot.at / periodMs) * periodMs;
  const drawing: Plot = {
    series: [{ points: state?.points ?? [], role: 'series1', label: series.label }],
    unit: 'none',
    threshold: alarm.threshold === undefined ? undefined : { value: alarm.threshold },
    marks: marksOf(alarm, history),
    from: to - Math.max(3 * 3_600_000, periodMs * 60),
    to,
    periodMs,
    width: width - 2,
    height: graphRows,
    utc: look.utc,
    ascii: look.ascii,
    style: look.ascii ? 'line' : 'braille',
    empty: state === undefined ? 'loading ...' : 'no points in the last hours',
  };
  return [...plot(drawing).map((row): Row => [{ text: ' ' }, ...row]), []];
};

/** Alarms by ARN (they are made anew with each poll), worst first. */
export const alarmList = (input: AlarmListInput): ListDefinition<string> => {
  const { snapshot, names, historyMs, pipeline, acknowledged } = input;
  const stageOf = (alarm: AlarmSeen) => pipeline && stageOfAlarm(alarm, pipeline)?.name;
  const stageCells = pipeline === undefined ? 0 : maxStageCells;
  const shown = snapshot.alarms.alarms.filter(
    ({ state }) => input.state === undefined || state === input.state,
  );
  const byArn = new Map(shown.map((alarm) => [alarm.arn, alarm]));
  const histories = historyByAlarm(snapshot);
  const historyOf = ({ region, name }: AlarmSeen) => histories.get(`${region} ${name}`) ?? [];
  return {
    restsAt: 'start',
    itemsOf: (filter) =>
      shown
        .filter(({ name, reason }) => `${name} ${reason}`.toLowerCase().includes(filter.toLowerCase()))
        .map(({ arn }) => arn),
    head: ({ paused, filter }, width, look) => {
      const isListed = snapshot.alarms.listedAt.size > 0;
      const left: Row = [
        ...(isListed ? countSpans(snapshot, look.ascii) : [{ text: ' alarms', role: 'title' as const }]),
        ...(paused ? [{ text: '   PAUSED', role: 'warn' as const, bold: true }] : []),
        { text: filter === '' ? '' : `   filter: ${filter}` },
      ];
      const right: Span = { text: `${names.join(' ')}   last ${formatDuration(historyMs)} `, role: 'dim' };
      const room = width - rowWidth(left) - rowWidth([right]);
      return [fitRow(room < 2 ? left : [...left, blank(room), right], width)];
    },
    rowOf: (arn, width, look) => {
      const alarm = byArn.get(arn);
      if (alarm === undefined) return [];
      const strip = Math.min(stripCells, width - 76);
      const room = strip < minStripCells ? width : width - strip - 2;
      const columns = alarmColumns(shown, Math.min(room - stageCells, 64));
      const plain = alarmRow(alarm, { now: snapshot.at, ascii: look.ascii, columns });
      const named: Row =
        stageCells === 0 || width < wideCells
          ? plain
          : [...plain, { text: `  ${cut(stageOf(alarm) ?? '', maxStageCells)}`, role: 'accent' }];
      // What somebody looks after stays, but does not shout; a new transition makes it loud again.
      const isKnown = acknowledged.get(alarm.arn) === alarm.since && alarm.state !== 'OK';
      const row: Row = isKnown
        ? [...named.map(({ text }): Span => ({ text, role: 'dim' })), { text: '  acknowledged', role: 'dim' }]
        : named;
      if (strip < minStripCells) return row;
      const cells = alarmStrip(alarm, historyOf(alarm), {
        from: snapshot.at - historyMs,
        to: snapshot.at,
        width: strip,
        ascii: look.ascii,
      });
      return [...fitRow(row, room), ...cells];
    },
    empty: (filter) => emptyRow(snapshot, 'alarms', filter),
    titleOf: (arn) => byArn.get(arn)?.name ?? 'alarm',
    detail: (arn, size, look) => {
      const alarm = byArn.get(arn);
      if (alarm === undefined) return [[{ text: ' This alarm is gone.', role: 'dim' }]];
      return alarmDetail(
        {
          alarm,
          history: historyOf(alarm),
          alarms: snapshot.alarms.alarms,
          stage: stageOf(alarm),
          graph: graphOf(alarm, historyOf(alarm), input, size, look),
          now: snapshot.at,
        },
        size.width,
        look,
      );
    },
    textOf: (arn) => {
      const alarm = byArn.get(arn);
      return alarm === undefined ? '' : `${alarm.name} ${alarm.state} ${alarm.reason}`;
    },
    mark: input.acknowledge,
    keysOf: (arn, isOpen) => {
      const alarm = byArn.get(arn ?? '');
      const reasonOf = (command: JumpCommand): string | undefined => {
        if (alarm === undefined) return 'no alarm here';
        const jump = jumpFrom(alarm, command, { alarms: snapshot.alarms.alarms, pipeline });
        return 'reason' in jump ? jump.reason : undefined;
      };
      return jumpKeys(reasonOf, isOpen ? 'always' : 'room');
    },
    run: (command, arn) => {
      const alarm = byArn.get(arn);
      if (alarm === undefined) return;
      const jump = jumpFrom(alarm, command, { alarms: snapshot.alarms.alarms, pipeline });
      if (!('reason' in jump)) input.goTo(jump);
    },
    isTrouble: (arn) => byArn.get(arn)?.state === 'ALARM',
  };
};
