/** What to do, and how to see it again: commands to copy, never run. */
import { formatStamp } from '../../src/format.ts';
import { mdBlock, mdLink, mdText } from '../../src/output/markdown.ts';
import { shellQuoted } from '../../src/story/next/shell.ts';
import type { NextStep, Story } from '../../src/story/story.ts';
import { isWebLink } from '../../src/web-link.ts';
import type { ReportInput } from './report-input.ts';

const stepText = ({ text, command, link }: NextStep, index: number): string => {
  const words = mdText(text);
  const head = link === undefined || !isWebLink(link) ? words : `${words}: ${mdLink('open', link)}`;
  // Set in, so that the block belongs to its step.
  const block = command === undefined ? [] : mdBlock([command], 'sh').split('\n');
  return [`${index + 1}. ${head}`, ...block.map((line) => `   ${line}`)].join('\n');
};

/** Steps in the order in which to take them; pages of AWS's console stand in a part of their own. */
export const nextPart = ({ next }: Story): string => {
  const steps = next.filter(({ text }) => !isPage(text));
  return steps.length === 0 ? 'Nothing is known that would help.' : steps.map(stepText).join('\n');
};

const isPage = (text: string): boolean => text.endsWith(' in the console');

export const pagesPart = (stories: readonly Story[]): string =>
  stories
    .flatMap(({ next }) => next)
    .flatMap(({ text, link }) => (link !== undefined && isPage(text) ? [`- ${mdLink(text, link)}`] : []))
    .join('\n');

/** A duration that is typed: whole minutes, or hours. */
const typedDuration = (ms: number): string => {
  const minutes = Math.max(1, Math.ceil(ms / 60_000));
  return minutes % 60 === 0 ? `${minutes / 60}h` : `${minutes}m`;
};

/** The same again: the commands that read this window. */
export const againPart = ({ window, pipeline, flags, snapshot }: ReportInput): string => {
  const since = typedDuration(window.to - window.from);
  const until = formatStamp(window.to, { utc: true, seconds: true });
  const common = ['--pipeline', pipeline.name, ...flags];
  const command = (...words: readonly string[]): string =>
    ['orders-watch', ...words, ...common].map(shellQuoted).join(' ');
  const stage = snapshot.stories.find((story) => story.stage !== null)?.stage;
  const focus = stage === undefined || stage === null ? [] : ['--stage', stage];
  return mdBlock(
    [
      command('report', '--since', since, '--until', until),
      command('why', '--at', until),
      command('snapshot', '--since', since, '--until', until, ...focus),
      command('dashboard', ...focus),
    ],
    'sh',
  );
};
