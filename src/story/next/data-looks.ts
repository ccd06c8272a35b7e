/** Tables and streams. */
import { consumerTriggers, type Looks, look, waits } from './look.ts';

export const dynamodb: Looks = (context, sign) => {
  const { TableName: table, GlobalSecondaryIndexName: index } = context.stage.dimensions;
  if (waits(sign)) return consumerTriggers(context);
  const described = look(
    context,
    'see its capacity, its indexes and whether it is being changed',
    'dynamodb describe-table',
    { 'table-name': table },
  );
  if (sign !== 'throttles' && sign !== 'load') return [described];
  const scaled = look(
    context,
    'see between which limits its capacity is scaled',
    'application-autoscaling describe-scalable-targets',
    {
      'service-namespace': 'dynamodb',
      'resource-ids':
        table === undefined ? undefined : `table/${table}${index === undefined ? '' : `/index/${index}`}`,
    },
  );
  return [described, scaled];
};

export const kinesis: Looks = (context, sign) => {
  const summary = look(
    context,
    'see its mode, its open shards and its retention',
    'kinesis describe-stream-summary',
    { 'stream-name': context.stage.dimensions['StreamName'] },
  );
  return waits(sign) ? [...consumerTriggers(context), summary] : [summary];
};

export const firehose: Looks = (context) => [
  look(
    context,
    'see its destination, its state and where its errors are written',
    'firehose describe-delivery-stream',
    { 'delivery-stream-name': context.stage.dimensions['DeliveryStreamName'] },
  ),
];
