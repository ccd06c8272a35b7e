/** The report's document: what it holds, and that nothing of others means anything in it (issue 14). */
import { describe, expect, test } from 'vitest';
import { reportFiles } from '../../components/report/report.ts';
import type { ReportInput } from '../../components/report/report-input.ts';
import type { Observation } from '../../src/observation/observation.ts';
import { parsePipelineFile } from '../../src/pipeline/pipeline-file.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import { createStore } from '../../src/store/store.ts';
import type { RuleBreach, Story } from '../../src/story/story.ts';

const to = Date.UTC(2026, 10, 27, 19, 31);
const minuteMs = 60_000;
const onset = to - 9 * minuteMs;
const region = 'eu-west-1';

const input = (name: string, text: string, more: Partial<Snapshot> = {}): ReportInput => {
  const yaml = JSON.stringify({
    name,
    orderId: { pattern: 'ORD-\\d+' },
    stages: [
      { name, kind: 'lambda', dimensions: { FunctionName: 'fn' }, logs: ['/fn'], runbook: 'https://wiki/x' },
    ],
  });
  const parsed = parsePipelineFile(yaml, { file: 'p.yaml', regions: [region] });
  if (!parsed.ok) throw new Error(parsed.errors.join('\n'));
  const [pipeline] = parsed.value;
  const store = createStore({ startedAt: to, pipeline });
  const points = (key: string, value: (at: number) => number): readonly Observation[] => {
    const series = pipeline.stages[0]?.series.find((spec) => spec.key === key);
    if (series === undefined) throw new Error(`no ${key}`);
    const ats = Array.from({ length: 60 }, (_, index) => to - (60 - index) * minuteMs);
    return [
      {
        type: 'points',
        series,
        from: to - 60 * minuteMs,
        to,
        points: ats.map((at) => ({ at, value: value(at), settled: true })),
        status: 'complete',
        messages: [],
      },
    ];
  };
  store.apply(
    [
      ...points('invocations', () => 100),
      ...points('errors', (at) => (at < onset ? 0 : 43)),
      {
        type: 'alarmHistory',
        region,
        name: text,
        at: onset + minuteMs,
        from: 'OK',
        to: 'ALARM',
        reason: text,
      },
      {
        type: 'log',
        region,
        group: '/fn',
        stream: text,
        at: onset + 1,
        ingestedAt: onset + 1,
        message: `ERROR ORD-1 ${text}`,
        eventId: '1',
        late: false,
      },
    ],
    to,
  );
  const breach: RuleBreach = {
    region,
    stage: name,
    series: 'errorRate',
    sign: 'errors',
    level: 'bad',
    since: onset,
    isOlder: false,
    until: undefined,
    value: 43,
    valueAtOnset: 12,
    limit: 2,
    comparison: '>',
    unit: 'percent',
    why: 'errors 43 % > 2 %',
    alarms: [],
    beside: [],
  };
  const story: Story = {
    incident: 'x/1',
    pipeline: name,
    region,
    regions: [region],
    differs: [
      {
        field: 'payment.method',
        value: text,
        failing: { count: 110, of: 110 },
        rest: { count: 71, of: 100 },
      },
    ],
    health: 'bad',
    stage: name,
    since: onset,
    why: breach.why,
    cause: breach,
    explains: true,
    isCorrected: false,
    effects: [{ ...breach, series: 'throttles', sign: 'throttles', why: text, explainedBy: name }],
    changes: [{ region, stage: name, what: text, at: onset - minuteMs }],
    messages: [
      { stage: name, pattern: text, count: 684, share: 0.88, since: onset, isNew: true, example: text },
    ],
    orders: { late: 1640, failed: 110, values: [{ currency: text, value: 81_000 }], knownSince: onset },
    trend: 'worse',
    next: [
      { text, command: 'aws lambda list-aliases --function-name fn', link: 'https://wiki/x' },
      { text: `${text} in the console`, link: 'https://console.aws.amazon.com/' },
      { text, link: 'javascript:alert(1)' },
    ],
    text,
  };
  return {
    snapshot: { ...store.snapshot(to), stories: [story], ...more },
    pipeline,
    window: { from: to - 60 * minuteMs, to },
    utc: true,
    names: [name, 'prod', region],
    flags: ['--profile', text],
    version: '0.2.0',
    unread: [text],
  };
};

const documentOf = (of: ReportInput): string => reportFiles(of)[0]?.content ?? '';

describe('a report', () => {
  const text = documentOf(input('worker', 'gateway timeout'));

  test('tells the story, what to do, and how to see it again', () => {
    expect(text).toContain('# Incident report of worker: worker fails since 19:22 (9 m)\n');
    expect(text).toContain('| Since | 19:22, 9 m so far |');
    expect(text).toContain('| How much | 12 % at its beginning, 43 % at the end; its limit is at most 2 % |');
    expect(text).toContain('| `gateway timeout` | 684 | 88 % | 19:22:00 | new |');
    expect(text).toContain('| Orders | 1.6 k late, 110 failed, 81 k gateway timeout, known since 19:22 |');
    expect(text).toContain(
      '1. gateway timeout: [open](<https://wiki/x>)\n   ```sh\n   aws lambda list-aliases --function-name fn\n   ```\n',
    );
    expect(text).toContain(
      'orders-watch report --since 1h --until 2026-11-27T19:31:00Z --pipeline worker --profile ',
    );
  });

  test('tells what differs, and what became of an order that failed', () => {
    expect(text).toContain('- gateway timeout 100 % of 110, 71 % of the rest (payment.method)\n');
    expect(text).toMatch(
      /### ORD-1\n\n\*\*last seen in worker [^\n]* \(1 try failed: ERROR gateway timeout\)\*\*\n\n```text\n/,
    );
  });

  test('has its events in one order of time, what began and what alarmed among them', () => {
    const rows = [...text.matchAll(/^\| (\d\d:\d\d:\d\d) \| ([^|]*) \|/gm)].map(
      ([, at, mark]) => `${at} ${mark}`,
    );
    expect(rows).toEqual(['19:22:00 ✖ began', '19:22:00 ✖ began', '19:22:00 log', '19:23:00 ✖ alarm']);
  });

  test('says that all is well where it is', () => {
    const calm = input('worker', 'x');
    const [told] = calm.snapshot.stories;
    if (told === undefined) throw new Error();
    const well: Story = {
      ...told,
      incident: null,
      health: 'ok',
      stage: null,
      cause: null,
      effects: [],
      changes: [],
      messages: [],
      orders: null,
      differs: [],
      trend: null,
      next: [],
      why: 'all 1 stages within their objectives',
    };
    const shown = documentOf({ ...calm, snapshot: { ...calm.snapshot, stories: [well] } });
    expect(shown).toMatch(/^# Report of worker: all 1 stages within their objectives/);
    expect(shown).not.toMatch(/## (What to do next|Orders that failed|What else)/);
  });
});

describe('whatever others wrote', () => {
  const hostile = [
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '![x](http://evil/x.png)',
    '[x](javascript:alert(1))',
    'a\n\n# heading\n\n- item',
    '```\n# out',
    '`` | ` |',
    '| a | b |',
    '\u001b]0;owned\u0007\u202etxt',
    '</text></svg><script>alert(1)</script>',
    ']]> & "quoted" \'x\'',
    '$(touch /tmp/owned) `id` "; rm -rf /',
    'https://evil www.evil.com',
  ];
  test.each(hostile)('%j stays text, in the Markdown and in the pictures', (text) => {
    const [document, ...pictures] = reportFiles(input(`a ${text}`, text));
    const markdown = document?.content ?? '';
    // Headings are the report's own; code is as it is, and cannot be left.
    const prose = markdown
      .replace(/^ *(`{3,})\w*\n[\s\S]*?\n *\1$/gm, '')
      .replace(/(?<![`\\])(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, '')
      .replace(/\\[!-/:-@[-`{-~]/g, '');
    expect(prose).not.toMatch(/(?<!\\)<(?!https?:|\d-|[\w.-]+\.svg>)/);
    expect(prose).not.toMatch(/(?<!\\)!\[[^\]]*\]\((?!<[\w.-]+\.svg>)/);
    expect(prose).not.toMatch(/\]\((?!<(https?:|[\w.-]+\.svg>))/);
    expect(markdown).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e]/);
    const headings = [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, words]) => words);
    expect(headings).not.toContain('heading');
    expect(headings).not.toContain('out');
    expect(pictures.length).toBeGreaterThan(0);
    for (const { name, content } of pictures) {
      expect(name).toMatch(/^[\w.-]+\.svg$/);
      expect(content.match(/<script|<img|onerror=(?!alert\(1\)&gt;)/g)).toBeNull();
      expect(content.match(/<\/svg>/g)).toHaveLength(1);
      expect(content).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f]/);
    }
  });
});
