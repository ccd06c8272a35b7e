/** Queues, and what was given up on. */
import { partitionOf } from '../../origin.ts';
import type { Stage } from '../../pipeline/stage.ts';
import { arnOf, consumerTriggers, type Look, type LookContext, type Looks, look } from './look.ts';
import { type FlagValue, printing } from './shell.ts';

/** By the account where that is known; else AWS is asked. */
const queueUrl = (context: LookContext, queue: string): FlagValue => {
  const { origin, account } = context;
  const { region } = origin;
  const suffix = partitionOf(region) === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  if (account !== undefined && /^[\w.-]+$/.test(queue)) {
    return { made: `https://sqs.${region}.${suffix}/${account}/${queue}` };
  }
  return printing('sqs get-queue-url', { 'queue-name': queue }, 'QueueUrl', origin);
};

const queueArn = (context: LookContext, queue: string): FlagValue =>
  arnOf(context, 'sqs', queue) ??
  printing(
    'sqs get-queue-attributes',
    { 'queue-url': queueUrl(context, queue), 'attribute-names': 'QueueArn' },
    'Attributes.QueueArn',
    context.origin,
  );

const deadLetterQueueOf = ({ deadLetterQueue, dimensions }: Stage): string | undefined =>
  deadLetterQueue ?? dimensions['QueueName'];

/** One of the messages given up on. It stays for others to see: nothing is taken away. */
export const lookAtDeadLetters = (context: LookContext): readonly Look[] => {
  const queue = deadLetterQueueOf(context.stage);
  return queue === undefined
    ? []
    : [
        look(context, `look at one of the messages in ${queue}`, 'sqs receive-message', {
          'queue-url': queueUrl(context, queue),
          'max-number-of-messages': '1',
          'visibility-timeout': '0',
          'attribute-names': 'All',
          'message-attribute-names': 'All',
        }),
      ];
};

/** AWS moves only what other queues gave up on (StartMessageMoveTask): not what a function or a topic did. */
export const redrive = (context: LookContext): readonly Look[] => {
  const queue = deadLetterQueueOf(context.stage);
  return queue === undefined
    ? []
    : [
        look(
          context,
          `only when the cause is over: move the messages in ${queue} back to where they came from`,
          'sqs start-message-move-task',
          { 'source-arn': queueArn(context, queue) },
        ),
      ];
};

export const sqs: Looks = (context, sign) => {
  if (sign === 'deadLetters' || sign === 'lost') return lookAtDeadLetters(context);
  const queue = context.stage.dimensions['QueueName'];
  return [
    look(
      context,
      'see how many messages wait, how many are being worked on, and after how many tries it gives up',
      'sqs get-queue-attributes',
      {
        'queue-url': queue === undefined ? undefined : queueUrl(context, queue),
        'attribute-names': 'All',
      },
    ),
    ...consumerTriggers(context),
  ];
};
