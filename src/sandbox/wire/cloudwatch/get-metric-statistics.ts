import * as z from 'zod';
import { operation } from '../operation.ts';
import { refuse } from '../service-error.ts';
import { list, oneOf, text, time } from '../shape.ts';
import { instant } from '../value.ts';
import { dimensions, isPercentile, metricId, metricName, namespaceName, period } from './metric-shapes.ts';
import { isPeriod, oldestPoint, roundedStart } from './retention.ts';

const mostDatapoints = 1440;

/** The older way to read one metric: all its statistics in one datapoint, in no promised order. */
export const getMetricStatistics = operation(
  z.object({
    Namespace: namespaceName(),
    MetricName: metricName(),
    Dimensions: dimensions().optional(),
    StartTime: time(),
    EndTime: time(),
    Period: period(),
    Statistics: list(oneOf(['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum']), { max: 5 }).optional(),
    ExtendedStatistics: list(text({ min: 1 }), { max: 10 }).optional(),
    Unit: text().optional(),
  }),
  (input, { account, now }) => {
    const { Statistics = [], ExtendedStatistics = [], Period, StartTime, EndTime } = input;
    if (Statistics.length + ExtendedStatistics.length === 0) {
      return refuse(
        'InvalidParameterCombinationException',
        'At least one of the parameters Statistics and ExtendedStatistics must be specified.',
        'InvalidParameterCombination',
      );
    }
    const wrong = ExtendedStatistics.find((stat) => !isPercentile(stat));
    if (wrong !== undefined)
      return refuseValue(`The value ${wrong} for parameter ExtendedStatistics is not supported.`);
    if (!isPeriod(Period)) {
      return refuseValue('The parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60.');
    }
    if (StartTime >= EndTime) {
      return refuseValue('The parameter StartTime must be less than the parameter EndTime.');
    }
    const periodMs = Period * 1000;
    if ((EndTime - StartTime) / periodMs > mostDatapoints) {
      return refuse(
        'InvalidParameterCombinationException',
        `You have requested more than the limit of ${mostDatapoints} datapoints. You may reduce the datapoints requested by increasing Period, or decreasing the time range.`,
        'InvalidParameterCombination',
      );
    }
    const id = metricId(input.Namespace, input.MetricName, input.Dimensions);
    const found = account.metrics.find(id);
    // What was published with another unit is not there.
    const metric = input.Unit === undefined || input.Unit === found?.unit ? found : undefined;
    const gridFrom = roundedStart(StartTime, Period, now);
    const from = Math.max(gridFrom, oldestPoint(Period, now));
    const read = (stat: string) =>
      metric === undefined
        ? new Map<number, number>()
        : new Map(
            account.metrics
              .read(id, stat, Period, from, EndTime, gridFrom)
              .map(({ at, value }) => [at, value]),
          );
    const plain = Statistics.map((stat) => ({ stat, values: read(stat) }));
    const extended = ExtendedStatistics.map((stat) => ({ stat, values: read(stat) }));
    const times = new Set([...plain, ...extended].flatMap(({ values }) => [...values.keys()]));
    const at = (sources: typeof plain | typeof extended, moment: number) =>
      Object.fromEntries(sources.map(({ stat, values }) => [stat, values.get(moment)]));
    return {
      output: {
        Label: input.MetricName,
        Datapoints: [...times].map((moment) => ({
          Timestamp: instant(moment),
          ...at(plain, moment),
          ExtendedStatistics: extended.length === 0 ? undefined : at(extended, moment),
          Unit: metric?.unit,
        })),
      },
    };
  },
);

const refuseValue = (message: string) =>
  refuse('InvalidParameterValueException', message, 'InvalidParameterValue');
