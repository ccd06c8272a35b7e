/** `tail-stream`: every change that was written, exactly once, in order, with its values. */
import { type Check, exits, harmless, same, shows } from '../check.ts';
import type { Attribute, Facts, Image } from '../facts.ts';
import type { Line, Run } from '../tool.ts';

/** A decimal's digits and exponent, so that 1.50 and 15e-1 are the same. */
const canonical = (text: string): string => {
  const [, sign = '', whole = '', part = '', exponent = '0'] =
    /^(-?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const digits = `${whole}${part}`.replace(/^0+/, '');
  const trimmed = digits.replace(/0+$/, '');
  if (trimmed === '') return '0';
  return `${sign}${trimmed}e${Number(exponent) - part.length + digits.length - trimmed.length}`;
};

/** The contract: a number where JSON holds it exactly, its text where not. */
const plainNumber = (text: string): unknown =>
  canonical(String(Number(text))) === canonical(text) ? Number(text) : text;

const byText = (values: readonly unknown[]): readonly unknown[] =>
  [...values].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

const record = (value: unknown): Image => value as Image;
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** What was written as the contract prints it; sets in order of their text, as they have none of their own. */
const plain = (attribute: Attribute): unknown => {
  const [entry] = Object.entries(attribute);
  const [kind, value] = entry ?? ['NULL', true];
  switch (kind) {
    case 'N':
      return plainNumber(String(value));
    case 'B':
      return { base64: value };
    case 'SS':
      return byText(list(value));
    case 'NS':
      return byText(list(value).map((number) => plainNumber(String(number))));
    case 'BS':
      return byText(list(value).map((base64) => ({ base64 })));
    case 'L':
      return list(value).map((part) => plain(part as Attribute));
    case 'M':
      return plainImage(record(value));
    case 'NULL':
      return null;
    default:
      return value;
  }
};

const plainImage = (image: Image): unknown =>
  Object.fromEntries(Object.entries(image).map(([name, value]) => [name, plain(value)]));

const setNames = new Set(['tags', 'counts', 'parts']);

/** An image as it was printed, its sets in order of their text. */
const printedImage = (image: unknown): unknown =>
  image === undefined
    ? undefined
    : Object.fromEntries(
        Object.entries(record(image)).map(([name, value]) => [
          name,
          setNames.has(name) && Array.isArray(value) ? byText(value) : value,
        ]),
      );

export const changesWritten = ({ changes }: Facts): readonly unknown[] =>
  changes.map((change) => ({
    event: change.event,
    key: change.key,
    old: change.old && plainImage(change.old),
    new: change.new && plainImage(change.new),
  }));

const printed = (lines: readonly Line[]): readonly unknown[] =>
  lines.map((line) => ({
    event: line['eventName'],
    key: record(line['keys'])['orderId'],
    old: printedImage(line['old']),
    new: printedImage(line['new']),
  }));

/** What went wrong meanwhile is on lines of its own. */
const changesIn = ({ lines }: Run): readonly Line[] => lines.filter(({ type }) => type === 'change');

export const changesPrinted = (run: Run): readonly unknown[] => printed(changesIn(run));

const whole = ['tail-stream', '--table', 'Orders', '--json', '--from', 'trim-horizon'];
const total = 1207;
const half = 500;

export const consecutive = (run: Run): readonly unknown[] => {
  const counted = changesIn(run).map((line) => record(line['new'])['n']);
  return counted.map((n, index) => Number(n) - Number(counted[0]) - index);
};

export const streamChecks: readonly Check[] = [
  {
    args: [...whole, '--idle-exit', '12s'],
    expect: (run, facts) => [
      exits(0, run),
      same('every change once, in order, exact', changesWritten(facts), printed(run.lines)),
      same(
        'distinct event ids',
        facts.changes.length,
        new Set(run.lines.map((line) => line['eventId'])).size,
      ),
      same('type of each line', ['change'], [...new Set(run.lines.map((line) => line['type']))]),
      same('what the second change changed', run.lines[1]?.['changed'], [
        { path: 'status', old: 'PLACED', new: 'PAID' },
        { path: 'price', old: 59.9, new: 60 },
      ]),
      same('a path inside a map', run.lines[2]?.['changed'], [
        { path: 'status', old: 'PAID', new: 'SHIPPED' },
        { path: 'price', old: 60, new: 59.9 },
        { path: 'address.city', old: 'Zürich \u001b[31m', new: 'Bern' },
      ]),
      harmless(run.stdout),
    ],
  },
  {
    args: [...whole, '--checkpoint', 'orders.checkpoint', '--limit', String(half)],
    expect: (run, facts) => [same('the first 500', changesWritten(facts).slice(0, half), printed(run.lines))],
  },
  {
    args: [
      ...['tail-stream', '--table', 'Orders', '--json', '--from', 'checkpoint'],
      ...['--checkpoint', 'orders.checkpoint', '--limit', String(total - half)],
    ],
    expect: (run, facts) => [
      same('the others, from the checkpoint', changesWritten(facts).slice(half), printed(run.lines)),
    ],
  },
  {
    args: [...whole, '--event', 'REMOVE', '--limit', '2'],
    expect: (run) => [
      same(
        'only the removes',
        ['ORD-1', 'ORD-2'],
        run.lines.map((line) => record(line['keys'])['orderId']),
      ),
    ],
  },
  {
    args: [...whole, '--filter', "new.status=='SHIPPED' || keys.orderId=='BULK-0777'", '--limit', '2'],
    expect: (run) => [
      same(
        'what the filter wants',
        ['ORD-1', 'BULK-0777'],
        run.lines.map((line) => record(line['keys'])['orderId']),
      ),
    ],
  },
  {
    args: ['tail-stream', '--table', 'Orders', '--from', 'trim-horizon', '--limit', '4'],
    expect: (run) => [
      exits(0, run),
      same('a line a change', 4, run.stdout.split('\n').length - 1),
      shows(
        'plain text',
        ['INSERT ORD-1', 'MODIFY ORD-1', 'status PLACED → PAID', 'price 59.9 → 60'],
        run.stdout,
      ),
      harmless(run.stdout),
    ],
  },
  {
    args: ['tail-stream', '--table', 'Live', '--limit', '8', '--json'],
    expect: (run) => [
      exits(0, run),
      same('changes as they happen, none lost', [0, 0, 0, 0, 0, 0, 0, 0], consecutive(run)),
    ],
  },
  {
    args: ['tail-stream', '--table', 'KeysOnly', '--from', 'trim-horizon', '--idle-exit', '12s', '--json'],
    expect: (run) => [
      same(
        'keys of two attributes',
        [
          { orderId: 'ORD-9', line: 1 },
          { orderId: 'ORD-9', line: 2 },
        ],
        run.lines.map((line) => line['keys']),
      ),
      same(
        'no images in a stream of keys',
        [false, false],
        run.lines.map((line) => 'old' in line || 'new' in line),
      ),
    ],
  },
  {
    args: [
      'tail-stream',
      '--table',
      'Orders',
      '--table',
      'KeysOnly',
      '--from',
      'trim-horizon',
      '--idle-exit',
      '12s',
      '--json',
    ],
    expect: (run, facts) => [
      same(
        'both tables, each whole',
        [facts.changes.length, 2],
        ['Orders', 'KeysOnly'].map((table) => run.lines.filter((line) => line['table'] === table).length),
      ),
    ],
  },
];
