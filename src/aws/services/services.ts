/** The services that the tool reads: a new one is its file and a line here. Their order is that of the policy and of `doctor`. */
import { cloudWatch } from './cloudwatch.ts';
import { dynamoDbStreams } from './dynamodb-streams.ts';
import { logs } from './logs.ts';

export const services = [cloudWatch, logs, dynamoDbStreams] as const;
