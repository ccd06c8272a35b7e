/** What SNS tells: who is subscribed. An address of mail, a number, a URL is no stage. */
import { type LinkReader, readList } from './reader.ts';

export const snsLinks: LinkReader = {
  service: 'sns',
  read: (calls, scope) =>
    readList(
      scope,
      'subscriptions',
      (token) => calls.listSubscriptions(token === undefined ? {} : { NextToken: token }, scope.signal),
      ({ Subscriptions = [], NextToken }) => ({ items: Subscriptions, next: NextToken }),
      ({ TopicArn, Endpoint }) => ({
        links:
          TopicArn === undefined || Endpoint?.startsWith('arn:') !== true
            ? []
            : [{ from: TopicArn, to: Endpoint, list: 'subscription' }],
      }),
    ),
};
