/** One change of an item as a row of spans: the same words on the screen and in plain text. */
import { formatDuration } from '../format.ts';
import { pathTo } from '../observation/attribute-path.ts';
import type { Gap } from '../observation/health-of-sources.ts';
import type { AttributeValue, Item, ItemChange } from '../observation/streams.ts';
import { originCode } from '../origin.ts';
import { glyphsFor } from '../terminal/glyphs.ts';
import { originSpans, type RowLook, timeOfRow } from '../terminal/origin-spans.ts';
import type { Role, Row, Span } from '../terminal/row.ts';
import { pad } from '../terminal/width.ts';
import { expiryText } from './expiry.ts';
import { byRank, type MembersChange, type ShownChange, shownChanges } from './shown-changes.ts';
import { bareText, escapedText, sidesOf } from './value-pair.ts';
import { nestedValue, shortKey, shortValue, wholeKey } from './values.ts';

const eventRoles: Readonly<Record<ItemChange['eventName'], Role>> = {
  INSERT: 'insert',
  MODIFY: 'modify',
  REMOVE: 'remove',
};

const maxShown = 12;
const maxMembers = 5;
/** Of a change that AWS gave no time. */
const noClock = '--:--:--';

const joined = (parts: readonly (readonly Span[])[], { ascii }: RowLook): Span[] =>
  parts.flatMap((part, index) =>
    index === 0 ? part : [{ text: ` ${glyphsFor(ascii).dot} `, role: 'dim' as const }, ...part],
  );

/** `+ red, blue` of what came, `- green` of what went. */
const memberSpans = ({ path, came, went }: MembersChange): Span[] => {
  const gone = new Set(went.map((one) => bareText(nestedValue(one))));
  const isAlike = came.some((one) => gone.has(bareText(nestedValue(one))));
  const words = (mark: string, members: readonly AttributeValue[]): string => {
    const shown = members
      .slice(0, maxMembers)
      .map((one) => (isAlike && 'S' in one ? `"${escapedText(one.S)}"` : nestedValue(one)))
      .join(', ');
    const more = members.length - maxMembers;
    return `${mark} ${shown}${more > 0 ? ` and ${more} more` : ''}`;
  };
  return [
    { text: `${path} `, role: 'dim' },
    ...(came.length === 0 ? [] : [{ text: words('+', came), role: 'insert' as const }]),
    ...(came.length === 0 || went.length === 0 ? [] : [{ text: ' ' }]),
    ...(went.length === 0 ? [] : [{ text: words('-', went), role: 'remove' as const }]),
  ];
};

const changeSpans = (change: ShownChange, look: RowLook): Span[] => {
  if ('came' in change) return memberSpans(change);
  const { path, old, new: now } = change;
  const name: Span = { text: `${path} `, role: 'dim' };
  const whole = (value: AttributeValue): string => expiryText(path, value, look.utc) ?? nestedValue(value);
  if (old === undefined || now === undefined) {
    if (now !== undefined) return [name, { text: `+ ${whole(now)}`, role: 'insert' }];
    return [name, { text: `- ${old === undefined ? '' : whole(old)}`, role: 'remove' }];
  }
  const [plainOld, plainNow] = sidesOf(old, now);
  return [
    name,
    { text: expiryText(path, old, look.utc) ?? plainOld },
    { text: ` ${glyphsFor(look.ascii).becomes} `, role: 'dim' },
    { text: expiryText(path, now, look.utc) ?? plainNow, bold: true },
  ];
};

/** No more than a row needs, and how many more there are. */
const bounded = <One>(ones: readonly One[], spansOf: (one: One) => Span[], look: RowLook): Span[] => {
  const shown = ones.slice(0, maxShown).map(spansOf);
  const more = ones.length - maxShown;
  return joined(more > 0 ? [...shown, [{ text: `${more} more`, role: 'dim' }]] : shown, look);
};

/** Attributes that say most first: how it stands, short scalars, then the sizes of what has parts. */
const itemSpans = (item: Item, keys: Item, look: RowLook): Span[] => {
  const entries = Object.entries(item).filter(([name]) => !Object.hasOwn(keys, name));
  const isScalar = (value: AttributeValue): boolean => 'S' in value || 'N' in value || 'BOOL' in value;
  const ordered = byRank(
    [...entries.filter(([, value]) => isScalar(value)), ...entries.filter(([, value]) => !isScalar(value))],
    ([name]) => pathTo('', name),
  );
  return bounded(
    ordered,
    ([name, value]) => [
      { text: `${name} `, role: 'dim' },
      { text: expiryText(name, value, look.utc) ?? shortValue(value) },
    ],
    look,
  );
};

/** What changed: `status PAID → FAILED · failureReason + gateway timeout`. */
export const whatChanged = (change: ItemChange, look: RowLook): Row => {
  const { eventName, changed, old, new: now, keys, viewType } = change;
  const ttl: Span[] = change.ttl ? [{ text: 'by TTL', role: 'accent' }] : [];
  const details = (): Span[] => {
    if (eventName === 'MODIFY' && changed.length > 0) {
      return bounded(shownChanges(change), (one) => changeSpans(one, look), look);
    }
    // AWS makes no record of such a write; stand-ins do.
    if (eventName === 'MODIFY' && old !== undefined && now !== undefined) {
      return [{ text: 'written, nothing changed', role: 'dim' }];
    }
    const image = now ?? old;
    if (image === undefined) {
      const isSilent = viewType === 'NEW_AND_OLD_IMAGES';
      return [{ text: isSilent ? 'the record holds no image' : `stream holds ${viewType}`, role: 'dim' }];
    }
    // A stream of OLD_IMAGE tells what an item was before it was written: not what it is.
    const isBefore = eventName === 'MODIFY' && now === undefined;
    return [
      ...(isBefore ? [{ text: 'before: ', role: 'dim' as const }] : []),
      ...itemSpans(image, keys, look),
    ];
  };
  return joined(
    [ttl, details()].filter((part) => part.length > 0),
    look,
  );
};

/** `14:03:19  MODIFY  ORD-10432  status PAID → FAILED`. The table is named where several are shown. */
export const changeRow = (
  change: ItemChange,
  look: RowLook,
  { keyWidth, withTable }: { readonly keyWidth: number; readonly withTable: boolean },
): Row => [
  // AWS tells the second.
  { text: `${change.timeless ? noClock : timeOfRow(change.at, look, true)} `, role: 'dim' },
  { text: `${change.eventName} `, role: eventRoles[change.eventName] },
  ...originSpans(change, look),
  ...(withTable ? [{ text: `${change.table} `, role: 'accent' as const }] : []),
  {
    text: `${look.whole === true ? wholeKey(change.keys).padEnd(keyWidth) : pad(shortKey(change.keys), keyWidth)}  `,
    role: 'key',
  },
  ...whatChanged(change, look),
];

const reasons: Readonly<Record<Gap['reason'], string>> = {
  trimmed: 'trimmed before it was read',
  sampled: 'sampled by AWS',
  evicted: 'dropped from memory',
};

/** `┄┄ gap · shard …a3f trimmed · about 120 s not readable ┄┄` */
export const gapRow = (gap: Gap, look: RowLook): Row => {
  const { ascii, originCells = 0, whole = false } = look;
  const { gap: dash, dot, ellipsis } = glyphsFor(ascii);
  const shard = whole ? gap.scope : `${ellipsis}${gap.scope.slice(-6)}`;
  const where = gap.source === 'stream' ? `shard ${shard}` : gap.scope;
  const much = gap.count === undefined ? formatDuration(Math.max(0, gap.to - gap.from)) : `${gap.count} lost`;
  const at = timeOfRow(gap.to, look);
  const from = originCells > 0 ? `${originCode(gap)} ` : '';
  const what = `gap ${dot} ${from}${where} ${reasons[gap.reason]} ${dot} ${much}`;
  return [{ text: `${at} ${dash}${dash} ${what} ${dash}${dash}`, role: 'gap' }];
};
