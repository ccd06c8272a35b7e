/** What `init` makes of the pipeline in ministack, against what was built: a table of stages and links. */
import { parseDocument } from 'yaml';
import * as z from 'zod';
import { type Finding, same } from '../check.ts';

const stages = [
  'order-intake lambda',
  'Orders dynamodb',
  'order-dispatcher lambda',
  'order-accepted eventbridge',
  'payments sqs',
  'payments-dead sqs',
  'payment-worker lambda',
  'order-events sns',
  'shipping sqs',
] as const;

/** `list`: where AWS tells of it; none for what only a function's code knows. */
const links = [
  { from: 'order-intake', to: 'Orders' },
  { from: 'Orders', to: 'order-dispatcher', list: 'event source mapping' },
  { from: 'order-dispatcher', to: 'order-accepted' },
  { from: 'order-accepted', to: 'payments', list: 'targets of the rule' },
  { from: 'payments', to: 'payment-worker', list: 'event source mapping' },
  { from: 'payments', to: 'payments-dead', list: 'redrive policy' },
  { from: 'payment-worker', to: 'order-events' },
  { from: 'order-events', to: 'shipping', list: 'subscription' },
] as const;

const file = z.object({
  stages: z.array(
    z.object({
      name: z.string(),
      kind: z.string(),
      next: z.array(z.string()).default([]),
      deadLetterQueue: z.string().optional(),
    }),
  ),
});

type Proposed = { readonly from: string; readonly to: string; readonly isGuessed: boolean };

/** A link is guessed where the line that names it says so. */
const linksIn = (text: string): readonly Proposed[] => {
  const { stages: proposed } = file.parse(parseDocument(text).toJS());
  const blocks = text.split(/^(?= {2}- name: )/m).slice(1);
  return proposed.flatMap(({ name, next, deadLetterQueue }, index) => {
    const lines = (blocks[index] ?? '').split('\n').slice(1);
    const all = deadLetterQueue === undefined ? next : [...next, deadLetterQueue];
    return all.map((to) => ({
      from: name,
      to,
      isGuessed: lines.some((line) => line.includes(to) && /#.*guessed/.test(line)),
    }));
  });
};

type Mark = 'read from AWS' | 'guessed' | 'missed';

const markOf = (proposed: readonly Proposed[], from: string, to: string): Mark => {
  const one = proposed.find((link) => link.from === from && link.to === to);
  if (one === undefined) return 'missed';
  return one.isGuessed ? 'guessed' : 'read from AWS';
};

/** Printed: what `exactLinks` asks for, and what only code tells. */
export const linkTable = (text: string): readonly Finding[] => {
  const proposed = linksIn(text);
  const marks = links.map((link) => ({ ...link, mark: markOf(proposed, link.from, link.to) }));
  for (const { from, to, mark, ...told } of marks) {
    const where = 'list' in told ? told.list : 'only its code tells';
    console.log(`        ${`${from} -> ${to}`.padEnd(34)}  ${mark.padEnd(13)}  ${where}`);
  }
  const isTrue = ({ from, to }: Proposed): boolean =>
    links.some((link) => link.from === from && link.to === to);
  const wrong = proposed.filter((one) => !isTrue(one));
  for (const { from, to, isGuessed } of wrong) {
    console.log(
      `        ${`${from} -> ${to}`.padEnd(34)}  wrong          ${isGuessed ? 'guessed' : 'UNMARKED'}`,
    );
  }
  const count = (mark: Mark): number => marks.filter((one) => one.mark === mark).length;
  const summary = `${count('read from AWS')} read, ${count('guessed')} guessed, ${count('missed')} missed, ${wrong.length} wrong`;
  return [
    { what: 'links', expected: 'any', seen: summary, ok: true },
    same(
      'none is wrong and not marked as a guess',
      [],
      wrong.filter(({ isGuessed }) => !isGuessed),
    ),
  ];
};

/** Each link that one of the services' own lists tells of is read from it (issue 16, 2), and none is missed. */
export const exactLinks = (text: string): readonly Finding[] => {
  const proposed = linksIn(text);
  const missed = links.filter(({ from, to }) => markOf(proposed, from, to) === 'missed');
  return [
    ...links
      .filter((link) => 'list' in link)
      .map(({ from, to }) => same(`${from} -> ${to}`, 'read from AWS', markOf(proposed, from, to))),
    same(
      'missed',
      [],
      missed.map(({ from, to }) => `${from} -> ${to}`),
    ),
  ];
};

/** A queue that takes what another gives up is named by that one, and no stage of its own. */
export const allStages = (text: string): Finding => {
  const found = file
    .parse(parseDocument(text).toJS())
    .stages.flatMap(({ name, kind, deadLetterQueue }) => [
      `${name} ${kind}`,
      ...(deadLetterQueue === undefined ? [] : [`${deadLetterQueue} sqs`]),
    ]);
  return same('stages', [...stages].sort(), found.sort());
};
