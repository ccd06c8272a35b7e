/** The list of alarms, and what one of them shows when it is opened. */
import { formatDuration } from '../../src/format.ts';
import { memoLast } from '../../src/memo-last.ts';
import type { Alarm, AlarmStateValue } from '../../src/observation/alarms.ts';
import { alarmHeadingRow } from '../../src/output/alarm-row.ts';
import { alarmStrip, stripWindow } from '../../src/output/alarm-strip.ts';
import { alarmColumns, alarmRow, stateMark } from '../../src/pipeline/alarm-row.ts';
import { stageOfAlarm } from '../../src/pipeline/alarm-stage.ts';
import { reasonWords } from '../../src/pipeline/alarm-words.ts';
import type { Pipeline } from '../../src/pipeline/stage.ts';
import { alarmValuesIn } from '../../src/store/alarm-values.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import type { Binding } from '../../src/terminal/key-table.ts';
import { originCellsOf } from '../../src/terminal/origin-spans.ts';
import { fitRow } from '../../src/terminal/paint.ts';
import type { Row, Span } from '../../src/terminal/row.ts';
import { cut, textWidth } from '../../src/terminal/width.ts';
import { keysRows } from '../frame/keys-row.ts';
import { blank, rowWidth } from '../frame/layout.ts';
import type { ListDefinition } from '../list-screen/view.ts';
import { emptyRow } from '../lists/panels.ts';
import { storyRows } from '../story/story-rows.ts';
import {
  type AcknowledgedTransitions,
  faintRow,
  isAcknowledged,
  loudCounts,
  quietRow,
} from './acknowledged.ts';
import { alarmDetail } from './detail.ts';
import { type Jump, type JumpCommand, jumpFrom, jumpKeys, noPipelineFile } from './jump.ts';
import { alarmItems, listedAlarms } from './listed.ts';

export type AlarmListInput = {
  readonly snapshot: Snapshot;
  readonly names: readonly string[];
  /** How far back the strip of each alarm goes. */
  readonly historyMs: number;
  /** Only alarms in this state. */
  readonly state: AlarmStateValue | undefined;
  /** Where there is a pipeline file: alarms are named by its stages. */
  readonly pipeline?: Pipeline | undefined;
  /** Under the headings of its stages, not by state alone. */
  readonly byStage: boolean;
  /** Alarms that somebody looks after. */
  readonly acknowledged: AcknowledgedTransitions;
  readonly acknowledge: (arn: string) => void;
  /** Goes to the stage of an alarm, its logs, its stream. */
  readonly goTo: (jump: Jump) => void;
  /** Groups by stage, or no longer. */
  readonly group: () => void;
};

/** Of all alarms, not of those in sight: columns must not move while one scrolls. */
const columnsOf = memoLast(alarmColumns);

const stripCells = 48;
const minStripCells = 12;
/** Before the strip there is room for a row as it is on a small screen. */
const rowCells = 80;
/** The columns; what follows them are badges, actions, and the reason where there is room for one. */
const columnCells = 66;
const leastReasonCells = 24;
const maxStageCells = 16;
const wideCells = 100;

/** `✖ 2 ALARM   ○ 1 INSUFFICIENT_DATA   ● 9 OK`. */
export const countSpans = (
  { alarms }: Pick<Snapshot, 'alarms'>,
  ascii: boolean,
  acknowledged?: AcknowledgedTransitions,
): readonly Span[] => {
  const loud = loudCounts(alarms, acknowledged);
  const spans = (['ALARM', 'INSUFFICIENT_DATA', 'OK'] as const).flatMap((state, index): Span[] => [
    { text: index === 0 ? ' ' : '   ' },
    stateMark(state, ascii),
    { text: ` ${loud[state]} ${state}`, bold: state === 'ALARM' && loud[state] > 0 },
  ]);
  const quiet = (['acknowledged', 'muted'] as const).flatMap((why): Span[] =>
    loud[why] === 0 ? [] : [{ text: `   ${loud[why]} ${why}`, role: 'dim' }],
  );
  return [...spans, ...quiet];
};

/** Rows of the sentence above the list: an incident that has them. */
const mostStory = 2;

/** Alarms by ARN (they are made anew with each poll), worst first; under headings where they are grouped. */
export const alarmList = (input: AlarmListInput): ListDefinition<string> => {
  const { snapshot, names, historyMs, pipeline, byStage, acknowledged } = input;
  const { alarms, byArn, historyOf } = listedAlarms(snapshot.alarms, input.state);
  const stageOf = (alarm: Alarm) => pipeline && stageOfAlarm(alarm, pipeline)?.name;
  const isGrouped = byStage && pipeline !== undefined;
  // A heading names the stage already.
  const stageCells = pipeline === undefined || isGrouped ? 0 : maxStageCells;
  const originCells = originCellsOf(alarms);
  const valueNow = alarmValuesIn(snapshot.series, snapshot.at);
  const listed = (filter: string) => alarmItems(alarms, filter, pipeline, byStage, snapshot.stories);
  return {
    restsAt: isGrouped ? 1 : 'start',
    itemsOf: (filter) => listed(filter).items,
    isHeading: (key) => !byArn.has(key),
    head: ({ paused, filter }, width, look) => {
      const isListed = snapshot.alarms.listedAt.size > 0;
      const left: Row = [
        ...(isListed
          ? countSpans(snapshot, look.ascii, acknowledged)
          : [{ text: ' alarms', role: 'title' as const }]),
        ...(paused ? [{ text: '   PAUSED', role: 'warn' as const, bold: true }] : []),
        { text: filter === '' ? '' : `   filter: ${filter}` },
      ];
      // Where there is no room for both, whose alarms they are says more than how far back they go.
      const rights = [`${names.join(' ')}   last ${formatDuration(historyMs)} `, `${names.join(' ')} `];
      const roomFor = (text: string): number => width - rowWidth(left) - textWidth(text);
      const right = rights.find((text) => roomFor(text) >= 2);
      return [
        fitRow(
          right === undefined
            ? left
            : [...left, blank(roomFor(right)), { text: right, role: 'dim' as const }],
          width,
        ),
        ...keysRows(snapshot, width, look.ascii),
        ...storyRows({
          stories: snapshot.stories,
          at: snapshot.at,
          width,
          most: mostStory,
          look,
          alarms,
          acknowledged,
        }),
      ];
    },
    rowOf: (arn, width, look, filter) => {
      const alarm = byArn.get(arn);
      if (alarm === undefined) {
        const group = listed(filter).headings.get(arn);
        return group === undefined ? [] : alarmHeadingRow(group, look.ascii);
      }
      const strip = Math.min(stripCells, width - rowCells);
      const room = strip < minStripCells ? width : width - strip - 2;
      const columns = columnsOf(
        alarms,
        Math.min(room - stageCells, columnCells),
        originCells,
        valueNow,
        snapshot.at,
      );
      const isKnown = isAcknowledged(alarm, acknowledged);
      const plain = alarmRow(alarm, {
        now: snapshot.at,
        ascii: look.ascii,
        utc: look.utc,
        contributors: snapshot.alarms.contributors,
        columns,
        acknowledged: isKnown,
        valueNow,
      });
      const staged: Row =
        stageCells === 0 || width < wideCells
          ? plain
          : [...plain, { text: `  ${cut(stageOf(alarm) ?? '', maxStageCells)}`, role: 'accent' }];
      const named: Row =
        alarm.state === 'OK' || room - rowWidth(staged) < leastReasonCells
          ? staged
          : [...staged, { text: `  ${reasonWords(alarm)}`, role: 'dim' }];
      const row: Row = isKnown ? quietRow(named) : alarm.mute === undefined ? named : faintRow(named);
      if (strip < minStripCells) return row;
      const window = stripWindow(snapshot, { historyMs, width: strip, ascii: look.ascii });
      const cells = alarmStrip(alarm, historyOf(alarm), window);
      return [...fitRow(row, room - 1), blank(1), ...cells];
    },
    empty: (filter) => emptyRow(snapshot, 'alarms', filter),
    titleOf: (arn) => byArn.get(arn)?.name ?? 'alarm',
    detail: (arn, size, look) => {
      const alarm = byArn.get(arn);
      if (alarm === undefined) return [[{ text: ' This alarm is gone.', role: 'dim' }]];
      const of = { alarm, snapshot, stage: stageOf(alarm), historyMs, acknowledged };
      return alarmDetail(of, size, look);
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
      const grouping: Binding<'group', unknown> = {
        command: 'group',
        keys: ['b'],
        label: byStage ? 'by state' : 'by stage',
        section: 'Reading',
        ...(isOpen ? {} : { footer: 'room' }),
        disabled: () => (pipeline === undefined ? noPipelineFile : undefined),
      };
      return [...jumpKeys(reasonOf, isOpen ? 'always' : 'never'), grouping];
    },
    run: (command, arn) => {
      if (command === 'group') return input.group();
      if (command === 'patterns' || command === 'linesOf' || command === 'leave') return;
      const alarm = byArn.get(arn ?? '');
      if (alarm === undefined) return;
      const jump = jumpFrom(alarm, command, { alarms: snapshot.alarms.alarms, pipeline });
      if (!('reason' in jump)) input.goTo(jump);
    },
    isTrouble: (arn) => byArn.get(arn)?.state === 'ALARM',
  };
};
