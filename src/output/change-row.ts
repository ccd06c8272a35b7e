/** One change of an item as a row of spans: the same words on the screen and in plain text. */
import { formatClock, formatDuration } from '../format.ts';
import type { Gap } from '../observation/health-of-sources.ts';
import type { AttributeChange, Item, ItemChange } from '../observation/streams.ts';
import { originCode } from '../origin.ts';
import { glyphsFor } from '../terminal/glyphs.ts';
import type { Role, Row, Span } from '../terminal/row.ts';
import { pad } from '../terminal/width.ts';
import { originSpans, type RowLook } from './origin-spans.ts';
import { shortKey, shortValue } from './values.ts';

const eventRoles: Readonly<Record<ItemChange['eventName'], Role>> = {
  INSERT: 'insert',
  MODIFY: 'modify',
  REMOVE: 'remove',
};

const maxShown = 12;

const joined = (parts: readonly (readonly Span[])[], { ascii }: RowLook): Span[] =>
  parts.flatMap((part, index) =>
    index === 0 ? part : [{ text: ` ${glyphsFor(ascii).dot} `, role: 'dim' as const }, ...part],
  );

const changeSpans = ({ path, old, new: now }: AttributeChange, { ascii }: RowLook): Span[] => {
  const name: Span = { text: `${path} `, role: 'dim' };
  if (old === undefined) return [name, { text: `+ ${now ? shortValue(now) : ''}`, role: 'insert' }];
  if (now === undefined) return [name, { text: `- ${shortValue(old)}`, role: 'remove' }];
  return [
    name,
    { text: shortValue(old) },
    { text: ` ${glyphsFor(ascii).becomes} `, role: 'dim' },
    { text: shortValue(now), bold: true },
  ];
};

/** Attributes that say most first: short scalars, then the sizes of what has parts. */
const itemSpans = (item: Item, keys: Item, look: RowLook): Span[] => {
  const entries = Object.entries(item).filter(([name]) => !Object.hasOwn(keys, name));
  const isScalar = (value: Item[string]): boolean => 'S' in value || 'N' in value || 'BOOL' in value;
  const ordered = [
    ...entries.filter(([name]) => name === 'status'),
    ...entries.filter(([name, value]) => name !== 'status' && isScalar(value)),
    ...entries.filter(([, value]) => !isScalar(value)),
  ];
  return joined(
    ordered
      .slice(0, maxShown)
      .map(([name, value]) => [{ text: `${name} `, role: 'dim' }, { text: shortValue(value) }]),
    look,
  );
};

/** What changed: `status PAID → FAILED · failureReason + gateway timeout`. */
export const whatChanged = (change: ItemChange, look: RowLook): Row => {
  const ttl: Span[] = change.ttl ? [{ text: 'by TTL', role: 'accent' }] : [];
  const details = (): Span[] => {
    if (change.changed.length > 0 && change.eventName === 'MODIFY') {
      const shown = change.changed.slice(0, maxShown).map((one) => changeSpans(one, look));
      const more = change.changed.length - maxShown;
      return joined(more > 0 ? [...shown, [{ text: `${more} more`, role: 'dim' }]] : shown, look);
    }
    const image = change.new ?? change.old;
    if (image !== undefined) return itemSpans(image, change.keys, look);
    if (change.eventName === 'MODIFY' && change.viewType === 'NEW_AND_OLD_IMAGES') {
      return [{ text: 'written, nothing changed', role: 'dim' }];
    }
    return [{ text: `stream holds ${change.viewType}`, role: 'dim' }];
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
  { text: `${formatClock(change.at, { utc: look.utc, seconds: true })} `, role: 'dim' },
  { text: `${change.eventName} `, role: eventRoles[change.eventName] },
  ...originSpans(change, look),
  ...(withTable ? [{ text: `${change.table} `, role: 'accent' as const }] : []),
  { text: `${pad(shortKey(change.keys), keyWidth)}  `, role: 'key' },
  ...whatChanged(change, look),
];

const reasons: Readonly<Record<Gap['reason'], string>> = {
  trimmed: 'trimmed before it was read',
  sampled: 'sampled by AWS',
  evicted: 'dropped from memory',
};

/** `┄┄ gap · shard …a3f trimmed · about 120 s not readable ┄┄` */
export const gapRow = (gap: Gap, { ascii, utc, originCells = 0 }: RowLook): Row => {
  const { gap: dash, dot, ellipsis } = glyphsFor(ascii);
  const where = gap.source === 'stream' ? `shard ${ellipsis}${gap.scope.slice(-6)}` : gap.scope;
  const much = gap.count === undefined ? formatDuration(Math.max(0, gap.to - gap.from)) : `${gap.count} lost`;
  const at = formatClock(gap.to, { utc, seconds: true });
  const from = originCells > 0 ? `${originCode(gap)} ` : '';
  const what = `gap ${dot} ${from}${where} ${reasons[gap.reason]} ${dot} ${much}`;
  return [{ text: `${at} ${dash}${dash} ${what} ${dash}${dash}`, role: 'gap' }];
};
