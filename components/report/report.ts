/** An incident report: Markdown with pictures beside it, for people who were not there (issue 14). A pure function of what is known. */
import { formatStamp } from '../../src/format.ts';
import { mdText } from '../../src/output/markdown.ts';
import type { Story } from '../../src/story/story.ts';
import { graphsPart } from './graphs-part.ts';
import { againPart, nextPart, pagesPart } from './next-part.ts';
import { ordersPart } from './orders-part.ts';
import { type ReportFile, reportName } from './report-file.ts';
import { type ReportInput, toldStories } from './report-input.ts';
import { storyPart } from './story-part.ts';
import { timelinePart } from './timeline-part.ts';
import { timesOf } from './times.ts';

const titleOf = (story: Story | undefined, name: string): string => {
  if (story === undefined) return `Report of ${name}`;
  if (story.stage === null) return `Report of ${name}: ${story.text}`;
  return `Incident report of ${name}: ${story.stage}`;
};

const section = (title: string, markdown: string): readonly string[] =>
  markdown === '' ? [] : [`## ${title}`, markdown];

/** All files of the report, the Markdown first. */
export const reportFiles = (input: ReportInput): readonly ReportFile[] => {
  const { snapshot, window, utc, names, version, unread } = input;
  const times = timesOf(window, utc);
  const stories = toldStories(snapshot);
  const [worst, ...others] = stories;
  const isWell = worst === undefined || worst.health === 'ok';
  const graphs = graphsPart(input, times);
  const parts = [
    `# ${mdText(titleOf(worst, input.pipeline.name))}`,
    `${mdText(names.join(' · '))}, ${times.window}. Written by orders-watch ${version} at ${formatStamp(snapshot.at, { utc, seconds: true })} of the data.`,
    ...section('What is wrong', stories.map((story) => storyPart(story, window.to, times)).join('\n\n')),
    ...section('What to do next', worst === undefined || isWell ? '' : nextPart(worst)),
    ...section('Timeline', timelinePart(input, times)),
    ...section('Graphs', graphs.markdown),
    ...section('Orders that failed', isWell ? '' : ordersPart(input)),
    ...section('In the AWS console', pagesPart([...(worst === undefined ? [] : [worst]), ...others])),
    ...section('See it again', againPart(input)),
    ...section('What could not be read', unread.map((line) => `- ${mdText(line)}`).join('\n')),
  ];
  return [{ name: reportName, content: `${parts.join('\n\n')}\n` }, ...graphs.files];
};
