/** The rule of a composite alarm as a tree, each child with its state. */
import type { Alarm, AlarmTransition } from '../../src/observation/alarms.ts';
import { isSameOrigin } from '../../src/origin.ts';
import { alarmStrip, stripWindow } from '../../src/output/alarm-strip.ts';
import { stateMark } from '../../src/pipeline/alarm-row.ts';
import {
  type AlarmRule,
  leastCount,
  parseAlarmRule,
  type StateCondition,
} from '../../src/pipeline/alarm-rule.ts';
import { alarmAge, alarmStanding } from '../../src/pipeline/alarm-words.ts';
import { alarmValuesIn } from '../../src/store/alarm-values.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import { fitRow } from '../../src/terminal/paint.ts';
import type { Row, Span } from '../../src/terminal/row.ts';
import { type Look, wrap } from '../frame/layout.ts';

/** A hundred children at the most, and what they are made of: more nobody reads. */
const maxRows = 300;

const words = { and: 'all of', or: 'any of' } as const;

/** `at least 2 of 3`, `at least 2 of 4 (50%)`. */
const atLeastWords = ({ least, alarms }: AlarmRule & { readonly kind: 'atLeast' }): string => {
  const percent = 'percent' in least ? ` (${least.percent}%)` : '';
  return `at least ${leastCount(least, alarms.length)} of ${alarms.length}${percent}`;
};

const mostStripCells = 48;
/** Names and conditions need so much; the strips get what is left, from a few cells on. */
const textCells = 62;
const leastStripCells = 12;

export type RuleContext = {
  readonly snapshot: Pick<Snapshot, 'alarms' | 'at' | 'series'>;
  readonly historyOf: (alarm: Alarm) => readonly AlarmTransition[];
  /** How far back the strip of each child goes. */
  readonly historyMs: number;
};

/**
 * Rows of the tree below `alarm`, each child with its state, since when, and its last hours: which one went off first is seen at a
 * glance. An alarm that stands in it twice is opened once, and one that contains itself is named: cycles are possible
 * (cloudwatch: composite alarms).
 */
export const ruleTree = (
  alarm: Alarm,
  { snapshot, historyOf, historyMs }: RuleContext,
  width: number,
  look: Look,
): readonly Row[] => {
  const { alarms } = snapshot.alarms;
  const strip = Math.min(mostStripCells, width - textCells);
  const valueNow = alarmValuesIn(snapshot.series, snapshot.at);
  const opened = new Set<string>();
  const rows: Row[] = [];
  const add = (row: Row): void => {
    if (rows.length < maxRows) rows.push(row);
  };
  const indented = (depth: number, ...spans: readonly Span[]): Row => [
    { text: ` ${'  '.repeat(Math.min(depth, 20))}` },
    ...spans,
  ];
  const withStrip = (row: Row, of: Alarm): Row => {
    if (strip < leastStripCells) return row;
    const window = stripWindow(snapshot, { historyMs, width: strip, ascii: look.ascii });
    return [...fitRow(row, width - strip - 1), ...alarmStrip(of, historyOf(of), window)];
  };
  const find = (name: string): Alarm | undefined =>
    alarms.find((other) => other.arn === name || (other.name === name && isSameOrigin(other, alarm)));

  const child = (
    alarmName: string,
    { state, negated = false }: StateCondition,
    depth: number,
    path: readonly string[],
  ): void => {
    const wanted = negated ? ` is not ${state}` : state === 'ALARM' ? '' : ` is ${state}`;
    const found = find(alarmName);
    if (found === undefined) {
      add(indented(depth, { text: `${alarmName}${wanted}  not seen`, role: 'dim' }));
      return;
    }
    const note = path.includes(found.arn) ? '  contains itself' : opened.has(found.arn) ? '  as above' : '';
    const row = indented(
      depth,
      stateMark(found.state, look.ascii),
      { text: ` ${found.name}${wanted}`, bold: (found.state === state) !== negated },
      {
        text: `  ${alarmAge(found, snapshot.at)}  ${alarmStanding(found, valueNow(found))}${note}`,
        role: 'dim',
      },
    );
    add(withStrip(row, found));
    if (note !== '' || found.kind !== 'composite') return;
    opened.add(found.arn);
    below(found, depth + 1, [...path, found.arn]);
  };

  const draw = (rule: AlarmRule, depth: number, path: readonly string[]): void => {
    switch (rule.kind) {
      case 'and':
      case 'or':
        add(indented(depth, { text: words[rule.kind], role: 'accent' }));
        for (const part of rule.parts) draw(part, depth + 1, path);
        break;
      case 'not':
        add(indented(depth, { text: 'not', role: 'accent' }));
        draw(rule.part, depth + 1, path);
        break;
      case 'constant':
        add(indented(depth, { text: rule.value ? 'always' : 'never', role: 'dim' }));
        break;
      case 'state':
        child(rule.alarm, rule, depth, path);
        break;
      case 'atLeast':
        add(indented(depth, { text: atLeastWords(rule), role: 'accent' }));
        for (const name of rule.alarms) child(name, rule, depth + 1, path);
        break;
    }
  };

  const below = ({ metric = '' }: Alarm, depth: number, path: readonly string[]): void => {
    const rule = parseAlarmRule(metric);
    if (rule === undefined)
      for (const text of wrap(metric, width - 4, 5)) add(indented(depth, { text, role: 'dim' }));
    else draw(rule, depth, path);
  };

  if (alarm.kind === 'composite') below(alarm, 1, [alarm.arn]);
  return rows;
};
