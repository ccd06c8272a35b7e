import type { StageKind } from '../../src/pipeline/catalogue/kinds.ts';

/** Of these, data made by hand tell: `situations/`, and what `init` makes of their metrics in `discovery-kinds.test.ts`. */
export const kindsNotInDemo: ReadonlySet<StageKind> = new Set<StageKind>([
  'websocket-api',
  'appsync',
  'cloudfront',
  'cognito',
  'nlb',
  'elastic-beanstalk',
  'scheduler',
  'pipes',
  'event-bus',
  'event-source-mapping',
  'msk',
  's3',
  'rds',
  'elasticache',
  'opensearch',
  'bedrock',
  'ses',
]);
