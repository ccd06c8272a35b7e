/** What has no room in a widget is counted, never silently left out. */
import type { Row } from '../../terminal/row.ts';

/** At most `height` of the rows; where there are more, the last one says how many had no room. Pure. */
export const countedRest = (rows: readonly Row[], height: number): readonly Row[] => {
  if (rows.length <= height || height < 1) return rows.slice(0, Math.max(0, height));
  const rest = rows.length - height + 1;
  return [
    ...rows.slice(0, height - 1),
    [{ text: `and ${rest} more line${rest === 1 ? '' : 's'}`, role: 'dim' }],
  ];
};
