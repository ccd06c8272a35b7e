/** Of an alarm that is open: why it tells nobody just now, and who else is behind it. */
import { formatDuration } from '../../src/format.ts';
import type { Alarm, MuteRule } from '../../src/observation/alarms.ts';
import { isSameOrigin } from '../../src/origin.ts';
import { attributesText } from '../../src/pipeline/alarm-contributors.ts';
import { untilText, warmingUntil } from '../../src/pipeline/alarm-quiet.ts';
import { stateMark } from '../../src/pipeline/alarm-row.ts';
import { reasonWords } from '../../src/pipeline/alarm-words.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import { fitRow } from '../../src/terminal/paint.ts';
import type { Row } from '../../src/terminal/row.ts';
import type { Look } from '../frame/layout.ts';
import { field } from '../lists/fields.ts';

type Context = {
  readonly snapshot: Pick<Snapshot, 'alarms' | 'at'>;
  readonly width: number;
  readonly look: Look;
};

const rulesOf = (alarm: Alarm, { snapshot }: Context): readonly MuteRule[] =>
  (snapshot.alarms.mutes ?? [])
    .filter((of) => isSameOrigin(of, alarm))
    .flatMap(({ rules }) => rules.filter(({ alarms }) => alarms.includes(alarm.name)));

const why = (rule: MuteRule | undefined): string =>
  rule?.description === undefined ? '' : `: ${rule.description}`;

/** `muted  until 14:10 by erp-maintenance: the host gets new disks`, and when it will be. */
export const muteRows = (alarm: Alarm, context: Context): Row[] => {
  const { snapshot, width, look } = context;
  const clock = { now: snapshot.at, utc: look.utc };
  const rules = rulesOf(alarm, context);
  const { mute } = alarm;
  const until =
    mute?.until === undefined ? 'now, until when is not known,' : `until ${untilText(mute.until, clock)}`;
  const next = rules
    .flatMap((rule) =>
      rule.windows.filter(({ from }) => from > snapshot.at).map((window) => ({ rule, window })),
    )
    .sort((a, b) => a.window.from - b.window.from)[0];
  const lack = snapshot.alarms.lacks?.find((one) => one.what === 'muteRules' && isSameOrigin(one, alarm));
  return [
    ...(mute === undefined
      ? []
      : field(
          'muted',
          `${until} by ${mute.by}${why(rules.find(({ name }) => name === mute.by))}`,
          width,
          'warn',
        )),
    ...(next === undefined
      ? []
      : field(
          'muted next',
          `${untilText(next.window.from, clock)} to ${untilText(next.window.to, clock)} by ${next.rule.name}${why(next.rule)}`,
          width,
        )),
    ...(lack?.failure === undefined
      ? []
      : field(
          'muted',
          `not known: ${lack.failure.operation ?? 'ListAlarmMuteRules'}: ${lack.failure.message}`,
          width,
          'dim',
        )),
  ];
};

/** `warming up  until 14:10, judged as soon as there is enough data`. */
export const warmUpRows = (alarm: Alarm, { snapshot, width, look }: Context): Row[] => {
  const until = warmingUntil(alarm, snapshot.at);
  if (until === undefined) return [];
  const at = untilText(until, { now: snapshot.at, utc: look.utc });
  const text = alarm.warmUp?.isWhole
    ? `until ${at}, it is not judged before`
    : `until ${at}, or as soon as there is enough data to judge it by`;
  return field('warming up', text, width);
};

const mostContributors = 100;

/** The series that are in ALARM, the first that went off first: which, since when, why. */
export const contributorRows = (alarm: Alarm, { snapshot, width, look }: Context): Row[] => {
  if (alarm.hasContributors !== true || alarm.state !== 'ALARM') return [];
  const told = snapshot.alarms.contributors?.get(alarm.arn);
  const lack = snapshot.alarms.lacks?.find((one) => one.what === 'contributors' && isSameOrigin(one, alarm));
  if (told === undefined) {
    const text =
      lack?.failure === undefined
        ? 'loading ...'
        : `not known: ${lack.failure.operation ?? 'DescribeAlarmContributors'}: ${lack.failure.message}`;
    return field('contributors', text, width, 'dim');
  }
  const { contributors } = told;
  return [
    [{ text: ` ${contributors.length} in ALARM`, role: 'dim' }],
    ...contributors.slice(0, mostContributors).map(({ attributes, id, since, reason }) =>
      fitRow(
        [
          { text: '   ' },
          stateMark('ALARM', look.ascii),
          { text: ` ${attributesText(attributes) || id}`, bold: true },
          {
            text: since === undefined ? '  ' : `  ${formatDuration(Math.max(0, snapshot.at - since))}  `,
            role: 'dim',
          },
          { text: reasonWords({ reason }), role: 'dim' },
        ],
        width,
      ),
    ),
    [],
  ];
};
