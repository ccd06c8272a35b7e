/**
 * What an answer must have beside the types of AWS's models, which name no member as required: what the tool cannot do without,
 * and what AWS's API references say that a member may be.
 */
import type { AnswerRules } from './read-answers.ts';

const alarmStates = ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const;
const historyTypes = [
  'StateUpdate',
  'ConfigurationUpdate',
  'Action',
  'AlarmContributorStateUpdate',
  'AlarmContributorAction',
] as const;
const alarmNeeds = ['AlarmName', 'StateValue'] as const;

export const cloudWatchAnswers: AnswerRules = {
  GetMetricData: {
    has: ['MetricDataResults'],
    needs: { MetricDataResults: ['Id'] },
    oneOf: { StatusCode: ['Complete', 'InternalError', 'PartialData', 'Forbidden'] },
    alongside: [['Timestamps', 'Values']],
  },
  GetMetricStatistics: { has: ['Datapoints'], needs: { Datapoints: ['Timestamp'] } },
  ListMetrics: { has: ['Metrics'], needs: { Metrics: ['Namespace', 'MetricName'] } },
  DescribeAlarms: {
    has: [],
    // Both are there, whichever types are asked for (captures of the AWS CLI, moto, ministack); LogAlarms came later.
    lists: ['MetricAlarms', 'CompositeAlarms'],
    needs: { MetricAlarms: alarmNeeds, CompositeAlarms: alarmNeeds, LogAlarms: alarmNeeds },
    oneOf: { StateValue: alarmStates },
  },
  DescribeAlarmHistory: {
    has: ['AlarmHistoryItems'],
    needs: { AlarmHistoryItems: ['AlarmName', 'Timestamp', 'HistoryItemType'] },
    oneOf: { HistoryItemType: historyTypes },
  },
  DescribeAlarmContributors: {
    has: ['AlarmContributors'],
    needs: { AlarmContributors: ['ContributorId'] },
  },
  ListAlarmMuteRules: {
    has: ['AlarmMuteRuleSummaries'],
    needs: { AlarmMuteRuleSummaries: ['AlarmMuteRuleArn', 'Status'] },
  },
  GetAlarmMuteRule: { has: ['Rule'] },
  GetDashboard: { has: ['DashboardBody'] },
  ListDashboards: { has: ['DashboardEntries'], needs: { DashboardEntries: ['DashboardName'] } },
};

export const logsAnswers: AnswerRules = {
  DescribeLogGroups: { has: ['logGroups'], needs: { logGroups: ['logGroupName'] } },
  DescribeLogStreams: {
    has: ['logStreams'],
    needs: { logStreams: ['logStreamName'] },
    times: ['creationTime'],
  },
  FilterLogEvents: {
    has: ['events'],
    needs: { events: ['timestamp', 'message', 'logStreamName'] },
    times: ['timestamp', 'ingestionTime'],
  },
  StartQuery: { has: ['queryId'] },
  GetQueryResults: {
    has: ['status', 'results'],
    oneOf: { status: ['Scheduled', 'Running', 'Complete', 'Failed', 'Cancelled', 'Timeout', 'Unknown'] },
  },
  StopQuery: { has: [] },
  GetLogRecord: { has: ['logRecord'] },
};

export const streamsAnswers: AnswerRules = {
  ListStreams: { has: ['Streams'], needs: { Streams: ['StreamArn'] } },
  DescribeStream: {
    has: ['StreamDescription'],
    needs: { StreamDescription: ['StreamArn', 'Shards'], Shards: ['ShardId'] },
  },
  GetShardIterator: { has: ['ShardIterator'] },
};
