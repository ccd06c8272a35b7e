/** An alarm that is open: what is wrong, since when, why, by how much; then its graph, its rule, its history. */

import { formatDuration } from '../../src/format.ts';
import type { Alarm, AlarmTransition } from '../../src/observation/alarms.ts';
import { alarmKey, originName } from '../../src/origin.ts';
import { eventRow } from '../../src/output/alarm-event-row.ts';
import { transitionRow } from '../../src/output/alarm-row.ts';
import { alarmStrip, stripWindow } from '../../src/output/alarm-strip.ts';
import { stateMark } from '../../src/pipeline/alarm-row.ts';
import {
  actionText,
  alarmBadges,
  alarmCount,
  alarmMissing,
  alarmReason,
  alarmStanding,
  judgedValues,
  reasonWords,
} from '../../src/pipeline/alarm-words.ts';
import { alarmValuesIn } from '../../src/store/alarm-values.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import { alarmPage } from '../../src/story/next/console-links.ts';
import { glyphsFor } from '../../src/terminal/glyphs.ts';
import type { Row } from '../../src/terminal/row.ts';
import type { Look, Size } from '../frame/layout.ts';
import { field, labelCells, moment, pageField } from '../lists/fields.ts';
import { type AcknowledgedTransitions, isAcknowledged } from './acknowledged.ts';
import { contributorRows, muteRows, warmUpRows } from './detail-quiet.ts';
import { alarmGraph } from './graph.ts';
import { listedAlarms } from './listed.ts';
import { ruleTree } from './rule-tree.ts';

export type AlarmDetail = {
  readonly alarm: Alarm;
  readonly snapshot: Snapshot;
  /** Name of the stage that it watches. */
  readonly stage: string | undefined;
  /** How far back its strip goes. */
  readonly historyMs: number;
  readonly acknowledged: AcknowledgedTransitions;
};

const mostStripCells = 96;
/** What of an open alarm stands above its graph, its title and the axis: on a low screen the graph gives way. */
const rowsBesideGraph = 14;
const graphRows = (height: number): number => Math.max(6, Math.min(14, height - rowsBesideGraph));

const suppressionOf = ({ suppressedBy, suppressedReason, suppressor }: Alarm): string => {
  if (suppressor === undefined) return '';
  const name = suppressor.replace(/^arn:\S+?:alarm:/, '');
  return suppressedBy === undefined
    ? `by ${name}, not now`
    : `by ${name}: ${suppressedReason ?? suppressedBy}`;
};

/** Its states over the last hours as one row. */
const stripRow = (
  alarm: Alarm,
  history: readonly AlarmTransition[],
  { snapshot, historyMs }: AlarmDetail,
  width: number,
  { ascii }: Look,
): Row => {
  const cells = Math.max(0, Math.min(mostStripCells, width - labelCells - 2));
  return [
    { text: ` ${`last ${formatDuration(historyMs)}`.padEnd(labelCells)}`, role: 'dim' },
    ...alarmStrip(alarm, history, stripWindow(snapshot, { historyMs, width: cells, ascii })),
  ];
};

/** What mutes it has a field of its own. */
const withoutMute = ({ mute: _, ...alarm }: Alarm): Alarm => alarm;

const actionTexts = (actions: Alarm['okActions']): string => (actions ?? []).map(actionText).join(', ');

/** Of an alarm that watches no plain metric: what it asks. */
const metricText = ({ metric = '', promQl, kind }: Alarm, dimensions: readonly string[]): string => {
  const { pendingSeconds, recoverySeconds } = promQl ?? {};
  const waits = [
    ...(pendingSeconds === undefined ? [] : [`for ${formatDuration(pendingSeconds * 1000)} on end`]),
    ...(recoverySeconds === undefined ? [] : [`well after ${formatDuration(recoverySeconds * 1000)}`]),
  ];
  const language = promQl !== undefined ? 'PromQL' : kind === 'log' ? 'Logs Insights' : '';
  return [language, metric, ...dimensions, waits.join(', ')].filter(Boolean).join('  ');
};

/** Its states and what else befell it, newest first. */
const historyRows = (
  alarm: Alarm,
  history: readonly AlarmTransition[],
  { alarms }: Pick<Snapshot, 'alarms'>,
  look: Look,
): Row[] => {
  const rowLook = { ...look, originCells: 0, day: true, name: false };
  const events = (alarms.events ?? []).filter((event) => alarmKey(event) === alarmKey(alarm));
  // An action follows its transition: of one moment it is the newer one.
  return [
    ...events.map((event) => ({ at: event.at, row: () => eventRow(event, rowLook) })),
    ...history.map((one) => ({ at: one.at - 0.5, row: () => transitionRow(one, rowLook) })),
  ]
    .sort((a, b) => b.at - a.at)
    .map(({ row }): Row => [{ text: ' ' }, ...row()]);
};

/** Everything that is known of an alarm, then its history, newest first. */
export const alarmDetail = (of: AlarmDetail, { width, height }: Size, look: Look): Row[] => {
  const { alarm, snapshot, stage, historyMs, acknowledged } = of;
  const { at: now, alarms } = snapshot;
  const { historyOf } = listedAlarms(alarms, undefined);
  const history = historyOf(alarm);
  const condition = [
    alarmStanding(alarm, alarmValuesIn(snapshot.series, now)(alarm)),
    alarmCount(alarm),
    alarm.stat,
    alarm.periodSeconds && `${alarm.periodSeconds} s`,
    alarm.unit && `unit ${alarm.unit}`,
  ];
  const values = judgedValues(alarm);
  const badges = [
    ...alarmBadges(alarm.mute === undefined ? alarm : withoutMute(alarm), { now, utc: look.utc }).map(
      ({ text }) => text,
    ),
    ...(isAcknowledged(alarm, acknowledged) ? ['acknowledged'] : []),
  ];
  const dimensions = Object.entries(alarm.dimensions).map(([name, value]) => `${name}=${value}`);
  const suppression = suppressionOf(alarm);
  const missing = alarmMissing(alarm);
  const [words, inFull] = [reasonWords(alarm), alarmReason(alarm)];
  const context = { snapshot, width, look };
  const past = historyRows(alarm, history, snapshot, look);
  const graph = alarmGraph(alarm, history, snapshot, { width, height: graphRows(height) }, look);
  return [
    [
      { text: ' ' },
      stateMark(alarm.state, look.ascii),
      { text: ` ${alarm.state}  `, bold: true },
      { text: alarm.name, role: 'title', bold: true },
      { text: `  ${originName(alarm)}`, role: 'dim' },
    ],
    ...(alarm.description === undefined ? [] : field('', alarm.description, width, 'dim')),
    ...field(
      'since',
      `${moment(alarm.since, look)}, ${formatDuration(Math.max(0, now - alarm.since))}`,
      width,
    ),
    ...muteRows(alarm, context),
    ...warmUpRows(alarm, context),
    ...field('condition', condition.filter(Boolean).join('  '), width),
    ...(missing === '' ? [] : field('missing points', missing, width)),
    ...(values === '' ? [] : field('values then', values, width)),
    ...(badges.length === 0 ? [] : field('note', badges.join(', '), width, 'warn')),
    ...(suppression === '' ? [] : field('kept quiet', suppression, width)),
    ...field('reason', words, width),
    ...contributorRows(alarm, context),
    ...(graph.length === 0 ? [] : [[], ...graph]),
    ...(alarm.kind === 'composite'
      ? [
          [{ text: ' rule', role: 'dim' as const }],
          ...ruleTree(alarm, { snapshot, historyOf, historyMs }, width, look),
          [],
        ]
      : []),
    stripRow(alarm, history, of, width, look),
    ...(alarm.kind === 'composite'
      ? []
      : field(
          alarm.kind === 'log' || alarm.promQl ? 'query' : 'metric',
          metricText(alarm, dimensions),
          width,
        )),
    ...(stage === undefined ? [] : field('stage', stage, width, 'accent')),
    ...field('actions', actionTexts(alarm.actions) || 'none', width),
    ...(alarm.okActions === undefined ? [] : field('when OK again', actionTexts(alarm.okActions), width)),
    ...(alarm.noDataActions === undefined
      ? []
      : field('without data', actionTexts(alarm.noDataActions), width)),
    ...(words === inFull ? [] : field('in full', inFull, width, 'dim')),
    ...pageField('console', 'this alarm in AWS: Y copies the address', alarmPage(alarm.region, alarm.name)),
    ...field('arn', alarm.arn, width, 'dim'),
    [],
    [
      {
        text: ` history ${past.length === 0 ? `${glyphsFor(look.ascii).dot} nothing seen` : ''}`,
        role: 'title',
      },
    ],
    ...past,
  ];
};
