/** What takes events from one place to another. */
import { consumerTriggers, type Looks, look, waits } from './look.ts';

export const pipes: Looks = (context) => [
  look(context, 'see its state, its source, its target and why it stopped', 'pipes describe-pipe', {
    name: context.stage.dimensions['PipeName'],
  }),
];

export const scheduler: Looks = (context) => [
  look(context, 'see which schedules are on, and their targets', 'scheduler list-schedules', {
    'group-name': context.stage.dimensions['ScheduleGroup'],
  }),
];

/** The CLI names no operation of custom event buses that is known to all its versions: the console has them. */
export const eventBus: Looks = () => [];

export const eventSourceMapping: Looks = (context) => [
  look(context, 'see its state, its last result and its filters', 'lambda get-event-source-mapping', {
    uuid: context.stage.dimensions['EventSourceMappingUUID'],
  }),
];

export const msk: Looks = (context, sign) => {
  const cluster = look(context, 'see the state of its cluster', 'kafka list-clusters-v2', {
    'cluster-name-filter': context.stage.dimensions['Cluster Name'],
  });
  return waits(sign) ? [...consumerTriggers(context), cluster] : [cluster];
};

export const ses: Looks = (context) => [
  look(context, 'see whether sending is on, its quota and its reputation', 'sesv2 get-account', {}),
];
