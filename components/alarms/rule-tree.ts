/** The rule of a composite alarm as a tree, each child with its state. */

import type { AlarmSeen } from '../../src/observation.ts';
import { isSameOrigin } from '../../src/origin.ts';
import { alarmCondition, stateMark } from '../../src/output/alarm-row.ts';
import { type AlarmRule, parseAlarmRule } from '../../src/pipeline/alarm-rule.ts';
import type { Row, Span } from '../../src/terminal/row.ts';
import { type Look, wrap } from '../layout.ts';

/** A hundred children at the most, and what they are made of: more nobody reads. */
const maxRows = 300;

const words = { and: 'all of', or: 'any of' } as const;

/**
 * Rows of the tree below `alarm`. An alarm that stands in it twice is opened once, and one that contains itself is named:
 * cycles are possible (cloudwatch: composite alarms).
 */
export const ruleTree = (
  alarm: AlarmSeen,
  alarms: readonly AlarmSeen[],
  width: number,
  look: Look,
): readonly Row[] => {
  const opened = new Set<string>();
  const rows: Row[] = [];
  const add = (depth: number, spans: readonly Span[]): void => {
    if (rows.length < maxRows) rows.push([{ text: ` ${'  '.repeat(Math.min(depth, 20))}` }, ...spans]);
  };
  const find = (name: string): AlarmSeen | undefined =>
    alarms.find((other) => other.arn === name || (other.name === name && isSameOrigin(other, alarm)));

  const child = (
    rule: AlarmRule & { readonly kind: 'state' },
    depth: number,
    path: readonly string[],
  ): void => {
    const wanted = rule.state === 'ALARM' ? '' : ` is ${rule.state}`;
    const found = find(rule.alarm);
    if (found === undefined) {
      add(depth, [{ text: `${rule.alarm}${wanted}  not seen`, role: 'dim' }]);
      return;
    }
    const note = path.includes(found.arn) ? '  contains itself' : opened.has(found.arn) ? '  as above' : '';
    add(depth, [
      stateMark(found.state, look.ascii),
      { text: ` ${found.name}${wanted}`, bold: found.state === rule.state },
      { text: `  ${alarmCondition(found)}${note}`, role: 'dim' },
    ]);
    if (note !== '' || found.kind !== 'composite') return;
    opened.add(found.arn);
    below(found, depth + 1, [...path, found.arn]);
  };

  const draw = (rule: AlarmRule, depth: number, path: readonly string[]): void => {
    switch (rule.kind) {
      case 'and':
      case 'or':
        add(depth, [{ text: words[rule.kind], role: 'accent' }]);
        for (const part of rule.parts) draw(part, depth + 1, path);
        break;
      case 'not':
        add(depth, [{ text: 'not', role: 'accent' }]);
        draw(rule.part, depth + 1, path);
        break;
      case 'constant':
        add(depth, [{ text: rule.value ? 'always' : 'never', role: 'dim' }]);
        break;
      case 'state':
        child(rule, depth, path);
        break;
    }
  };

  const below = ({ metric = '' }: AlarmSeen, depth: number, path: readonly string[]): void => {
    const rule = parseAlarmRule(metric);
    if (rule === undefined)
      for (const text of wrap(metric, width - 4, 5)) add(depth, [{ text, role: 'dim' }]);
    else draw(rule, depth, path);
  };

  if (alarm.kind === 'composite') below(alarm, 1, [alarm.arn]);
  return rows;
};
