/** What is open over the dashboard's views, to be read whole. */

import { stageOfAlarm } from '../../src/pipeline/alarm-stage.ts';
import type { Pipeline } from '../../src/pipeline/stage.ts';
import type { Row } from '../../src/terminal/row.ts';
import { noneAcknowledged } from '../alarms/acknowledged.ts';
import { alarmDetail } from '../alarms/detail.ts';
import type { Size } from '../frame/layout.ts';
import { overlay } from '../frame/overlay.ts';
import { orderIdInRow } from '../insights/order-id-in-row.ts';
import { orderInAnswer } from '../insights/order-in-answer.ts';
import { isEvent, recordDetail } from '../insights/record-detail.ts';
import { changeDetail, logDetail } from '../lists/details.ts';
import { orderIdIn } from '../order/order-events-in.ts';
import { storyPageRows } from '../story/page.ts';
import type { DashboardInput } from './input.ts';
import type { Opened } from './state.ts';

type OpenedInput = Pick<
  DashboardInput,
  'state' | 'snapshot' | 'lists' | 'pipeline' | 'acknowledged' | 'lacks' | 'ascii'
>;

const alarmHistoryMs = 24 * 3_600_000;

/** All of its rows, however many fit. */
export const detailRows = (opened: Opened, input: OpenedInput, size: Size): Row[] => {
  const { width } = size;
  const look = { utc: input.state.utc, ascii: input.ascii };
  switch (opened.kind) {
    case 'story':
      return storyPageRows(input.snapshot, input.state.story, look, size);
    case 'log':
      return logDetail(opened.entry, width, look);
    case 'change':
      return changeDetail(opened.entry, width, look);
    case 'row':
      return recordDetail(opened.row, input.lists.insights.seen.record, width, look, input.lacks?.record);
    case 'order':
      return orderInAnswer(
        opened.orderId,
        { ...input, seen: input.lists.insights.seen, lack: input.lacks?.query },
        width,
        look,
      );
    case 'alarm': {
      const alarm = input.snapshot.alarms.alarms.find(({ arn }) => arn === opened.arn);
      if (alarm === undefined) return [[{ text: ' This alarm is gone.', role: 'dim' }]];
      const stage = stageOfAlarm(alarm, input.pipeline)?.name;
      const { snapshot, acknowledged = noneAcknowledged } = input;
      const of = { alarm, snapshot, stage, historyMs: alarmHistoryMs, acknowledged };
      return alarmDetail(of, size, look);
    }
  }
};

const orderIdOf = (opened: Opened, pipeline: Pipeline): string | undefined => {
  switch (opened.kind) {
    case 'log':
    case 'change':
      return orderIdIn(opened.entry, pipeline);
    case 'row':
      return orderIdInRow(opened.row, pipeline);
    case 'alarm':
    case 'order':
    case 'story':
      return undefined;
  }
};

/** Names what is open, and where Enter goes from there. */
const titleOf = (opened: Opened, { pipeline }: OpenedInput): string => {
  const orderId = orderIdOf(opened, pipeline);
  const kind = opened.kind === 'row' && isEvent(opened.row) ? 'log event' : opened.kind;
  return orderId === undefined ? kind : `${kind}, Enter follows ${orderId}`;
};

/** Its title and as much of it as fits, from the row that was scrolled to. */
export const openedRows = (opened: Opened, input: OpenedInput, size: Size): Row[] =>
  opened.kind === 'story'
    ? detailRows(opened, input, size)
    : overlay(
        titleOf(opened, input),
        detailRows(opened, input, size),
        input.state.scrolled,
        { utc: input.state.utc, ascii: input.ascii },
        size,
      );
