/** ListMetrics: which metrics there are. It knows those that were published in the last two weeks. */
import type { Clients } from '../../aws/clients.ts';
import type { Clock } from '../../clock.ts';
import type { MetricName } from '../../observation/metrics.ts';
import type { Origin } from '../../origin.ts';
import { persist } from '../../pacing/persist.ts';
import { fail, succeed } from '../../result.ts';
import type { FindMetrics } from '../metric-names.ts';

type Options = {
  readonly clientsFor: (origin: Origin) => Pick<Clients, 'listMetrics'>;
  readonly clock: Clock;
};

/** The first page, 500 metrics: enough to know that there is one, and what others are called. */
export const findMetrics =
  ({ clientsFor, clock }: Options): FindMetrics =>
  async ({ namespace, metric, dimensions = {} }, origin, signal) => {
    const input = {
      Namespace: namespace,
      ...(metric === undefined ? {} : { MetricName: metric }),
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    };
    const answer = await persist({ clock }, signal, () => clientsFor(origin).listMetrics(input, signal));
    if (!answer.ok) return fail(answer.failure);
    return succeed(
      (answer.value.Metrics ?? []).map(
        ({ Namespace = '', MetricName: name = '', Dimensions = [] }): MetricName => ({
          namespace: Namespace,
          metric: name,
          dimensions: Object.fromEntries(Dimensions.map(({ Name = '', Value = '' }) => [Name, Value])),
        }),
      ),
    );
  };
