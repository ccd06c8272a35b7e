/** What `init` makes of metrics as ListMetrics names them, of kinds that the embedded account does not have. */
import { describe, expect, it } from 'vitest';
import { findResources, type ListedMetric } from '../../src/pipeline/discovery/resources.ts';

const region = 'eu-west-1';
/** `AWS/SQS QueueName=orders: NumberOfMessagesSent, …`, a line each; names of dimensions may hold blanks. */
const listed = (text: string): readonly ListedMetric[] =>
  text
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [, namespace = '', pairs = '', names = ''] = /^\s*(\S+) (.*): (.*)$/.exec(line) ?? [];
      const dimensions = Object.fromEntries(
        pairs
          .split('; ')
          .filter((pair) => pair !== '')
          .map((pair) => {
            const at = pair.indexOf('=');
            return [pair.slice(0, at), pair.slice(at + 1)];
          }),
      );
      return names.split(', ').map((metric) => ({ namespace, metric, dimensions, region }));
    });

const account = listed(`
  AWS/EventBridge/Pipes PipeName=orders-pipe: Invocations, ExecutionFailed
  AWS/EventBridge/Pipes AwsAccountId=111122223333: Concurrency
  AWS/Scheduler ScheduleGroup=nightly: InvocationAttemptCount
  AWS/EventsV2 EventBus=arn:aws:events:eu-west-1:111122223333:event-busv2/orders; Subscriber=arn:aws:events:eu-west-1:111122223333:subscriber/pay: FilterMatched
  AWS/Lambda FunctionName=pay; EventSourceMappingUUID=14e0db71-1111-2222-3333-123456789abc: PolledEventCount
  AWS/Lambda FunctionName=pay: Invocations, Errors
  AWS/Kafka Cluster Name=shop; Consumer Group=payments; Topic=orders: EstimatedMaxTimeLag
  AWS/Kafka Cluster Name=shop; Broker ID=1: BytesInPerSec
  AWS/S3 BucketName=orders; FilterId=EntireBucket: AllRequests
  AWS/S3 BucketName=orders; StorageType=StandardStorage: BucketSizeBytes
  AWS/RDS DBInstanceIdentifier=orders-db: CPUUtilization
  AWS/RDS EngineName=postgres: CPUUtilization
  AWS/RDS : CPUUtilization
  AWS/ElastiCache CacheClusterId=carts-001: EngineCPUUtilization
  AWS/ElastiCache CacheClusterId=carts-001; CacheNodeId=0001: EngineCPUUtilization
  AWS/ElastiCache clusterId=sessions: ThrottledCmds
  AWS/ES ClientId=111122223333; DomainName=search: OpenSearchRequests
  AWS/CloudFront DistributionId=E1; Region=Global: Requests
  AWS/Cognito UserPool=eu-west-1_a; UserPoolClient=web: SignInSuccesses
  AWS/SES : Send, Bounce
  AWS/NetworkELB LoadBalancer=net/edge/1: NewFlowCount
  AWS/NetworkELB LoadBalancer=net/edge/1; TargetGroup=targetgroup/edge/1: HealthyHostCount
  AWS/ElasticBeanstalk EnvironmentName=shop-prod: EnvironmentHealth
  AWS/AppSync GraphQLAPIId=g1: Latency, 4XXError
  AWS/Bedrock ModelId=arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude: Invocations
  AWS/ApiGateway ApiId=w1; Stage=prod: ConnectCount, IntegrationLatency
  AWS/ApiGateway ApiId=h1; Stage=$default: Count, IntegrationLatency, Latency
  AWS/SNS PhoneNumber=PhoneNumberDirect: NumberOfMessagesPublished
  AWS/SNS Country=DE; SMSType=Transactional: SMSSuccessRate
  AWS/SNS : SMSMonthToDateSpentUSD
  AWS/SQS QueueName=tenants: NumberOfMessagesSent, ApproximateNumberOfNoisyGroups
  AWS/EC2 InstanceId=i-1: CPUUtilization
  AWS/EC2 InstanceId=i-2: CPUUtilization
  CWAgent InstanceId=i-1; ImageId=ami-1; InstanceType=t3.micro: mem_used_percent
`);

describe('init', () => {
  const found = findResources(account);

  it('finds each by the dimensions that name it, and nothing else', () => {
    expect(found.map(({ kind, name }) => `${kind} ${name}`).sort()).toEqual([
      'appsync g1',
      'bedrock anthropic.claude',
      'cloudfront E1',
      'cognito eu-west-1_a',
      'ec2 i-1',
      'ec2 i-2',
      'elastic-beanstalk shop-prod',
      'elasticache carts-001',
      'elasticache sessions',
      'event-bus pay',
      'event-source-mapping mapping-14e0db71',
      'http-api h1',
      'lambda pay',
      'msk orders',
      'nlb edge',
      'opensearch search',
      'pipes orders-pipe',
      'rds orders-db',
      's3 orders',
      'scheduler nightly',
      'ses mail',
      'sns DE',
      'sns PhoneNumberDirect',
      'sqs tenants',
      'websocket-api w1',
    ]);
  });

  it('completes a balancer by its one target group, and sees the agent of a host', () => {
    const of = (wanted: string) => found.find(({ name }) => name === wanted);
    expect(of('edge')?.dimensions).toEqual({ LoadBalancer: 'net/edge/1', TargetGroup: 'targetgroup/edge/1' });
    expect(of('i-1')?.choices).toEqual({ agent: ['cwagent'] });
    expect(of('i-2')?.choices).toEqual({});
    expect(of('tenants')?.choices).toEqual({ groups: ['fair'] });
  });
});
