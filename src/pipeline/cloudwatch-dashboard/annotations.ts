/** Lines, bands and moments that stand on a graph beside its data. */
import type { Mark } from '../../chart/marks.ts';
import type { Threshold } from '../../chart/plot.ts';
import type { Annotations } from './body-schema.ts';
import { meaningOf } from './colors.ts';

/** What the edges of a band have in common is written with one of them, as a rule the first. */
const sharedBy = <Edge extends { readonly [Key in Name]?: unknown }, Name extends keyof Edge>(
  edges: readonly Edge[],
  name: Name,
): Edge[Name] | undefined => edges.find((edge) => edge[name] !== undefined)?.[name];

/** The horizontal lines of an axis: single ones, and both edges of each band. */
export const thresholdsOn = (side: 'left' | 'right', annotations: Annotations | undefined): Threshold[] =>
  (annotations?.horizontal ?? []).flatMap((edges) => {
    const isVisible = sharedBy(edges, 'visible') ?? true;
    const axis = sharedBy(edges, 'yAxis') ?? 'left';
    const role = meaningOf(sharedBy(edges, 'color'));
    if (!isVisible || axis !== side) return [];
    return edges.map(
      ({ value, label }): Threshold => ({
        value,
        ...(label === undefined ? {} : { label }),
        ...(role === undefined ? {} : { role }),
        stretch: true,
      }),
    );
  });

/** Moments, and times from one to another. */
export const marksOf = (annotations: Annotations | undefined): Mark[] =>
  (annotations?.vertical ?? []).flatMap((edges): Mark[] => {
    const [first, second] = edges;
    const at = Date.parse(first?.value ?? '');
    const to = Date.parse(second?.value ?? '');
    if (!(sharedBy(edges, 'visible') ?? true) || Number.isNaN(at)) return [];
    return [
      {
        at,
        label: sharedBy(edges, 'label') ?? '',
        role: meaningOf(sharedBy(edges, 'color')) ?? 'accent',
        ...(Number.isNaN(to) ? {} : { to }),
      },
    ];
  });
