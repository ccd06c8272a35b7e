/** The log lines of the dashboard: those of the stage in focus beside its graphs, all of them in their own view. */

import { formatNumber } from '../../src/format.ts';
import { groupName } from '../../src/pipeline/log-groups.ts';
import { glyphsFor } from '../../src/terminal/glyphs.ts';
import { momentTitle } from '../alarms/jump.ts';
import { completeText, emptyRow, logKeys, logPanel, sourceTrouble, upToText } from '../lists/panels.ts';
import { linesOfTitle } from '../lists/same-lines.ts';
import { logHeadRow } from '../logs/head-row.ts';
import { patternPanel, patternsNote } from '../logs/patterns.ts';
import { type DashboardInput, logLookOf, lookOf, placeOf, type Section } from './input.ts';
import { filterNote, panelBase, titled, unheldRow } from './sections.ts';
import { hasPanels, linesShown, showsPatterns } from './state.ts';

const titleOf = (input: DashboardInput, isOwnView: boolean): string => {
  const { state, lists, pipeline, ascii } = input;
  const { moment } = state;
  const of = linesShown(state);
  if (of !== undefined) return linesOfTitle(of, { utc: state.utc, ascii });
  const whose = moment === undefined ? undefined : momentTitle(moment, { utc: state.utc, ascii });
  if (showsPatterns(state)) return whose === undefined ? 'patterns' : `patterns, ${whose}`;
  if (whose !== undefined) return whose;
  if (isOwnView || !lists.logsOfStage) return 'logs';
  const names = new Set(lists.logGroups.map((group) => groupName(group, pipeline)));
  return ['log', [...names].join(', '), placeOf(lists.logGroups, lookOf(input))]
    .filter((part) => part !== '')
    .join(` ${glyphsFor(ascii).dot} `);
};

/** The figures above the lines have a row of their own in the view that is all lines, around a moment too. */
export const logSection = (input: DashboardInput): Section => {
  const { lists, state, snapshot } = input;
  const { moment } = state;
  const look = logLookOf(input);
  const isOwnView = !hasPanels(state);
  const patterns = showsPatterns(state) ? { keys: lists.patterns, of: lists.patternOf } : undefined;
  const complete = moment === undefined ? completeText(snapshot, logKeys(lists.logGroups), look) : '';
  const { evicted } = snapshot.logs;
  const dropped = evicted > 0 ? `${formatNumber(evicted)} older dropped` : '';
  // Beside other panels the title needs the room.
  const notes = [
    patterns === undefined ? '' : patternsNote(patterns, snapshot.logs, look),
    state.lists.logs.at === undefined && moment === undefined ? '' : 'f follows again',
    filterNote(input),
    patterns !== undefined ? '' : isOwnView ? dropped : complete,
  ];
  return titled(
    input,
    'logs',
    titleOf(input, isOwnView),
    (size) => {
      const head = isOwnView
        ? [
            logHeadRow(
              {
                title: [],
                entries: lists.logs,
                now: moment?.to ?? snapshot.at,
                complete,
                wholeSince: snapshot.logs.wholeSince,
              },
              size.width,
              look,
            ),
          ]
        : [];
      const rest = { ...size, height: size.height - head.length };
      if (patterns !== undefined) {
        return [
          ...head,
          ...patternPanel({
            ...look,
            patterns,
            state: state.lists.patterns,
            size: rest,
            empty: unheldRow(input, 'logs') ?? emptyRow(snapshot, 'logs', state.filter),
            wrapped: state.wrapped,
            withGroup: lists.logGroups.length !== 1,
          }),
        ];
      }
      return [
        ...head,
        ...logPanel({
          ...panelBase(input, 'logs', rest),
          look,
          items: lists.logs,
          state: state.lists.logs,
          restsAt: lists.logsRestAt,
          unheld: unheldRow(input, 'logs'),
          withGroup: lists.logGroups.length !== 1,
        }),
      ];
    },
    sourceTrouble(snapshot, 'logs', look, upToText(complete)) ||
      notes.filter((note) => note !== '').join(', '),
  );
};
