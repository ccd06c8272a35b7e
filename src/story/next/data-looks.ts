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

export const s3: Looks = (context) => [
  look(context, 'see whom it tells of new objects', 's3api get-bucket-notification-configuration', {
    bucket: context.stage.dimensions['BucketName'],
  }),
];

export const rds: Looks = (context) => {
  const { DBInstanceIdentifier: instance, DBClusterIdentifier: cluster } = context.stage.dimensions;
  return instance === undefined
    ? [
        look(context, 'see its writer, its readers and their state', 'rds describe-db-clusters', {
          'db-cluster-identifier': cluster,
        }),
      ]
    : [
        look(context, 'see its state, its size and what is being changed', 'rds describe-db-instances', {
          'db-instance-identifier': instance,
        }),
        look(context, 'see what happened to it today', 'rds describe-events', {
          'source-identifier': instance,
          'source-type': 'db-instance',
          duration: '1440',
        }),
      ];
};

export const elasticache: Looks = (context) => {
  const { CacheClusterId: node, clusterId: serverless } = context.stage.dimensions;
  return [
    node === undefined
      ? look(context, 'see its state and its limits', 'elasticache describe-serverless-caches', {
          'serverless-cache-name': serverless,
        })
      : look(context, 'see its state, its size and its nodes', 'elasticache describe-cache-clusters', {
          'cache-cluster-id': node,
        }),
  ];
};

export const opensearch: Looks = (context) => [
  look(context, 'see its state, its nodes and what is being changed', 'opensearch describe-domain', {
    'domain-name': context.stage.dimensions['DomainName'],
  }),
];

export const bedrock: Looks = (context, sign) =>
  sign === 'throttles'
    ? [
        look(context, 'see its quotas', 'service-quotas list-service-quotas', {
          'service-code': 'bedrock',
        }),
      ]
    : [];
