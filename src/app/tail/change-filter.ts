/** `tail-stream`'s filters: which changes are wanted, and a word where an expression cannot find any. */
import type { Failure } from '../../observation/health-of-sources.ts';
import type { ItemChange, StreamShape } from '../../observation/streams.ts';
import { changeJson } from '../../output/change-json.ts';
import { blindness } from '../../pipeline/change-fields.ts';
import { matchesChange } from '../../sources/streams/filter.ts';
import type { TailSettings } from './tail-settings.ts';

/** Why `--filter` finds nothing in a stream of this kind; undefined where it can. */
export const blindFilter = (
  { expression }: Pick<TailSettings, 'expression'>,
  { table, region, viewType }: Pick<StreamShape, 'table' | 'region' | 'viewType'>,
): Failure | undefined => {
  const blind = blindness(expression?.sides ?? [], viewType);
  return (
    blind && {
      kind: 'usage',
      code: 'BlindFilter',
      message: `--filter on ${table}: ${blind.message}`,
      region,
      hint: blind.hint,
    }
  );
};

/** Why `--filter` could not look at a change, once it has happened; it finds none of those. */
export const failedFilter = ({ expression }: Pick<TailSettings, 'expression'>): Failure | undefined => {
  const trouble = expression?.trouble();
  return trouble === undefined
    ? undefined
    : {
        kind: 'usage',
        code: 'FailedFilter',
        message: `--filter failed for a change: ${trouble}`,
        hint: 'Such changes are left out; not_null() and type() look before a function does.',
      };
};

/** Whether a change is asked for. */
export const isWanted =
  ({ wanted, expression }: Pick<TailSettings, 'wanted' | 'expression'>) =>
  (change: ItemChange): boolean =>
    matchesChange(wanted, change) && (expression === undefined || expression.test(changeJson(change)));
