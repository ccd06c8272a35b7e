import {
  counter,
  defineKind,
  errorRateRule,
  gauge,
  lagRules,
  mostlyRule,
  neverRule,
  perSecond,
} from './kind.ts';

const direct = { when: { source: 'direct' } } as const;
const ofKinesis = { when: { source: 'kinesis' } } as const;
const ofMsk = { when: { source: 'msk' } } as const;

/**
 * Deliveries are measured by where they go, records by where they come from (AWS: "Monitor Amazon Data Firehose with CloudWatch
 * metrics"). DeliveryToS3.* is there for the backup of other destinations, too, and well while nothing arrives in them.
 */
export const firehose = defineKind({
  title: 'Firehose',
  namespace: 'AWS/Firehose',
  dimensions: [['DeliveryStreamName']],
  named: 'DeliveryStreamName',
  flow: { level: 3, gives: 'nothing' },
  choices: {
    destination: {
      of: {
        opensearch: 'DeliveryToAmazonOpenSearchService',
        'opensearch-serverless': 'DeliveryToAmazonOpenSearchServerless',
        redshift: 'DeliveryToRedshift',
        snowflake: 'DeliveryToSnowflake',
        splunk: 'DeliveryToSplunk',
        http: 'DeliveryToHttpEndpoint',
        iceberg: 'DeliveryToIceberg',
        s3: 'DeliveryToS3',
      },
      usual: ['s3'],
    },
    source: {
      of: {
        kinesis: 'DataReadFromKinesisStream.Records',
        msk: 'DataReadFromSource.Records',
        direct: 'IncomingRecords',
      },
      usual: ['direct'],
      fedBy: { kinesis: 'kinesis' },
    },
    // What may lose records on their way: a function, a conversion to Parquet or ORC.
    processing: {
      of: { lambda: 'ExecuteProcessing', conversion: 'FailedConversion' },
      usual: [],
      many: true,
    },
  },
  periodSeconds: 60,
  metrics: {
    incoming: perSecond('{source}', 'incoming/s'),
    freshness: gauge('{destination}.DataFreshness', 'Maximum', 's', 'oldest undelivered'),
    success: gauge('{destination}.Success', 'Average', 'none', 'delivered share'),
    throttled: counter('ThrottledRecords', 'throttled', direct),
    readsThrottled: counter('ThrottledGetRecords', 'reads throttled', ofKinesis),
    behind: gauge('KinesisMillisBehindLatest', 'Maximum', 'ms', 'behind the stream', ofKinesis),
    offsetLag: gauge('KafkaOffsetLag', 'Maximum', 'count', 'records behind the topic', ofMsk),
    invalid: counter('FailedValidation.Records', 'records invalid', ofMsk),
    failedRows: counter('DeliveryToIceberg.FailedRowCount', 'rows failed', {
      when: { destination: 'iceberg' },
    }),
    processed: gauge('ExecuteProcessing.Success', 'Average', 'none', 'transformed share', {
      when: { processing: 'lambda' },
    }),
    unconverted: counter('FailedConversion.Records', 'not converted', { when: { processing: 'conversion' } }),
  },
  derived: {
    errorRate: { label: 'failed %', how: 'shortfall', of: 'success' },
    processingErrors: { label: 'transformations failed %', how: 'shortfall', of: 'processed' },
    // Of records, both: what was throttled was not counted as incoming.
    throttleRate: {
      label: 'throttled %',
      how: 'percent',
      part: ['throttled'],
      whole: ['incoming', 'throttled'],
    },
  },
  siblings: ['incoming'],
  rate: 'incoming',
  errorRate: 'errorRate',
  lag: ['freshness', 'behind'],
  headline: ['age {freshness}'],
  rules: [
    mostlyRule('errorRate', 'failed deliveries', 'bad', '{errorRate} failed'),
    mostlyRule('processingErrors', 'failed transformations', 'bad', '{processingErrors} not transformed'),
    // Firehose tries again, and goes on only when the records are there or in the backup: AWS's page says that small drops of the
    // average are no loss.
    { ...errorRateRule('errorRate', 'failed deliveries', '{errorRate} failed'), level: 'warn' },
    {
      ...errorRateRule('processingErrors', 'failed transformations', '{processingErrors} not transformed'),
      level: 'warn',
    },
    mostlyRule('throttleRate', 'throttled', 'bad'),
    // The default buffer interval is 300 s; a record waits that long when all is well.
    ...lagRules('freshness', 'oldest undelivered record', 900, 'age {freshness}'),
    ...lagRules('behind', 'behind the stream', 60_000, 'lag {behind}'),
    neverRule('failedRows', 'rows failed', 'warn'),
    neverRule('unconverted', 'records not converted', 'warn'),
    neverRule('invalid', 'records invalid', 'warn'),
    neverRule('throttled', 'records throttled', 'warn', '{throttled} throttled'),
    neverRule('readsThrottled', 'reads of the stream throttled', 'warn', '{readsThrottled} throttled'),
  ],
  graphs: [
    { title: 'incoming/s', series: ['incoming'] },
    { title: 'oldest undelivered', series: ['freshness'] },
    { title: 'failed %', series: ['errorRate', 'processingErrors', 'throttleRate'] },
    { title: 'throttled', series: ['throttled', 'readsThrottled'] },
    { title: 'behind the stream', series: ['behind'] },
    { title: 'behind the topic', series: ['offsetLag'] },
    { title: 'lost on the way', series: ['failedRows', 'unconverted', 'invalid'] },
  ],
});
