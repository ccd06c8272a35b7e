/** What SQS tells: to which queue a queue gives up (SQS Developer Guide, "RedrivePolicy"). */
import * as z from 'zod';
import { allRead, type LinkReader, listItems, nothingRead, placeAt, readEach } from './reader.ts';

/** ListQueues gives no more. */
const queuesOfPage = 1000;

const redrivePolicy = z.object({ deadLetterTargetArn: z.string() });

const deadLetterQueueIn = (text: string | undefined): string | undefined => {
  if (text === undefined) return undefined;
  try {
    return redrivePolicy.safeParse(JSON.parse(text)).data?.deadLetterTargetArn;
  } catch {
    return undefined;
  }
};

const nameOf = (url: string): string => url.slice(url.lastIndexOf('/') + 1);

export const sqsLinks: LinkReader = {
  service: 'sqs',
  read: async (calls, scope) => {
    const { region, signal } = scope;
    const names = new Set(
      scope.proposed.flatMap(({ kind, dimensions }) =>
        kind === 'sqs' ? (dimensions['QueueName'] ?? []) : [],
      ),
    );
    if (names.size === 0) return nothingRead;
    const { items, problem } = await listItems(
      scope,
      'queues',
      (token) =>
        calls.listQueues(
          { MaxResults: queuesOfPage, ...(token === undefined ? {} : { NextToken: token }) },
          signal,
        ),
      ({ QueueUrls = [], NextToken }) => ({ items: QueueUrls, next: NextToken }),
    );
    if (problem !== undefined) return { ...nothingRead, problems: [problem] };
    const read = await readEach(
      scope,
      'queues',
      items.filter((url) => names.has(nameOf(url))),
      (QueueUrl) => calls.getQueueAttributes({ QueueUrl, AttributeNames: ['RedrivePolicy'] }, signal),
      ({ Attributes }, url) => {
        const to = deadLetterQueueIn(Attributes?.RedrivePolicy);
        const from = placeAt('sqs', region, { QueueName: nameOf(url) });
        return { links: to === undefined ? [] : [{ from, to, list: 'redrive policy' }] };
      },
    );
    return allRead([read]);
  },
};
