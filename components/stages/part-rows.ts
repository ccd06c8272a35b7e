/** The parts of a pipeline that is in several places, a row for each: how it is there, and what is wrong. */
import { formatDuration, formatUnit } from '../../src/format.ts';
import { isSameOrigin, originsOf } from '../../src/origin.ts';
import { type PipelinePart, partsOf } from '../../src/pipeline/parts.ts';
import { bareName } from '../../src/pipeline/regions.ts';
import type { FigureTime, Pipeline, StageHealth } from '../../src/pipeline/stage.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import { glyphsFor } from '../../src/terminal/glyphs.ts';
import { fitRow } from '../../src/terminal/paint.ts';
import type { Row, Span } from '../../src/terminal/row.ts';
import { pad, textWidth } from '../../src/terminal/width.ts';
import type { Look } from '../frame/layout.ts';
import { troublesIn, troubleText } from '../frame/trouble.ts';
import { healthMark } from './health-mark.ts';
import { bySeverity, healthByName, severityOf, unknownStage } from './stage-health.ts';
import { agedText } from './stage-strip.ts';

export type PartsInput = {
  readonly pipeline: Pipeline;
  readonly snapshot: Pick<Snapshot, 'stages' | 'alarms' | 'problems' | 'at'>;
  /** Name of the stage in focus. */
  readonly focus: string | undefined;
  readonly width: number;
  readonly look: Look;
};

const maxNameCells = 28;

type Judged = {
  readonly part: PipelinePart;
  readonly worst: Pick<StageHealth, 'health' | 'why'>;
  readonly row: Row;
};

/** The stage that is worst off, and why; where all is well how much comes in, to see where traffic went. */
const stageSpans = (health: readonly StageHealth[], hasTrouble: boolean, now: number): Span[] => {
  const [first] = health;
  const [worst] = bySeverity(health);
  if (first === undefined || worst === undefined) return [];
  // Its reason is the trouble, which stands before it.
  if (worst.health === 'unknown' && hasTrouble)
    return [{ text: `${bareName(worst)}: not read`, role: 'dim' }];
  if (worst.why !== '') {
    const { broken } = worst;
    // The newest buckets are within the limit: what broke it is not of now.
    const since = broken?.isNow === false ? `, ${formatDuration(Math.max(0, now - broken.at))} ago` : '';
    const role = worst.health === 'bad' && since === '' ? 'bad' : 'dim';
    return [{ text: `${bareName(worst)}: ${worst.why}${since}`, role }];
  }
  const aged = (text: string, of: FigureTime | undefined): string =>
    agedText(text, of, Number.POSITIVE_INFINITY, now);
  const rate = aged(first.rate === undefined ? '' : formatUnit(first.rate, 'count/s'), first.rateOf);
  const headline = aged(first.headline, first.headlineOf);
  return [{ text: [bareName(first), rate, headline].filter(Boolean).join(' '), role: 'dim' }];
};

/** What cannot be read there: what is told of it may be old. */
const troubleSpans = ({ name, stages }: PipelinePart, { snapshot, look }: PartsInput): Span[] => {
  const origins = originsOf(stages);
  const troubles = troublesIn(
    snapshot,
    ({ origin }) => origin !== undefined && origins.some((one) => isSameOrigin(one, origin)),
  );
  const text = troubleText(troubles, { ascii: look.ascii, said: name });
  return text === '' ? [] : [{ text: `${text}  `, role: 'warn' }];
};

const alarmSpans = ({ stages }: PipelinePart, { snapshot }: PartsInput): Span[] => {
  const origins = originsOf(stages);
  const on = snapshot.alarms.alarms.filter(
    (alarm) => alarm.state === 'ALARM' && origins.some((one) => isSameOrigin(one, alarm)),
  ).length;
  return on === 0 ? [] : [{ text: `${on} ALARM  `, role: 'bad', bold: true }];
};

const judge = (part: PipelinePart, nameCells: number, input: PartsInput): Judged => {
  const { snapshot, focus, look, width } = input;
  const known = healthByName(snapshot.stages);
  const health = part.stages.flatMap(({ name }) => known.get(name) ?? []);
  const worst = bySeverity(health)[0];
  const inFocus = part.stages.some(({ name }) => name === focus);
  const trouble = troubleSpans(part, input);
  const row = fitRow(
    [
      { text: inFocus ? glyphsFor(look.ascii).pointer : ' ', role: 'accent' },
      healthMark(worst?.health ?? 'unknown', look.ascii),
      {
        text: ` ${pad(part.name, nameCells, 'left', glyphsFor(look.ascii).ellipsis)}  `,
        role: inFocus ? 'accent' : 'title',
        bold: inFocus,
      },
      ...part.stages.map(({ name }) => healthMark(known.get(name)?.health ?? 'unknown', look.ascii)),
      { text: '  ' },
      ...alarmSpans(part, input),
      ...trouble,
      ...stageSpans(health, trouble.length > 0, snapshot.at),
    ],
    width,
  );
  return { part, worst: worst ?? unknownStage, row };
};

/**
 * `✖ eu-west-1  ●●●●▲✖●●  2 ALARM  payment-worker: error rate 5 % > 1 % for 3 of 3 minutes`, in the file's order, so that nobody
 * has to look for a Region. Nothing for a pipeline in one place. Of more than `maxRows` those are shown that are worst off, and
 * how many are not.
 */
export const partRows = (input: PartsInput, maxRows: number): Row[] => {
  const parts = partsOf(input.pipeline);
  if (parts.length < 2) return [];
  const nameCells = Math.min(maxNameCells, Math.max(...parts.map(({ name }) => textWidth(name))));
  const judged = parts.map((part) => judge(part, nameCells, input));
  if (judged.length <= maxRows) return judged.map(({ row }) => row);
  const urgency = ({ part, worst }: Judged): number =>
    part.stages.some(({ name }) => name === input.focus) ? Number.POSITIVE_INFINITY : severityOf(worst);
  const shown = new Set(judged.toSorted((a, b) => urgency(b) - urgency(a)).slice(0, maxRows - 1));
  const more: Row = fitRow([{ text: ` +${judged.length - shown.size} more`, role: 'dim' }], input.width);
  return [...judged.filter((one) => shown.has(one)).map(({ row }) => row), more];
};
