/** An incident report: Markdown with pictures beside it, for people who were not there (issue 14). A pure function of what is known. */
import { formatStamp } from '../../src/format.ts';
import { mdText } from '../../src/output/markdown.ts';
import { sentenceOf } from '../../src/story/sentence.ts';
import type { Story } from '../../src/story/story.ts';
import { graphsPart } from './graphs-part.ts';
import { againPart, nextPart, pagesPart } from './next-part.ts';
import { ordersPart } from './orders-part.ts';
import { type ReportFile, reportName } from './report-file.ts';
import { type ReportInput, toldStories } from './report-input.ts';
import { storyPart } from './story-part.ts';
import { timelinePart } from './timeline-part.ts';
import { timesOf } from './times.ts';

const titleOf = ({ pipeline, window, utc }: ReportInput, story: Story | undefined): string => {
  const [first] = story === undefined ? [] : sentenceOf(story, { at: window.to, utc });
  const what = story === undefined || story.stage === null ? 'Report' : 'Incident report';
  return `${what} of ${pipeline.name}${first === undefined ? '' : `: ${first.text}`}`;
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
    `# ${mdText(titleOf(input, worst))}`,
    `${mdText(names.join(' · '))}, ${times.window}. Written by orders-watch ${version} at ${formatStamp(snapshot.at, { utc, seconds: true })} of the data.`,
    ...section('What is wrong', worst === undefined ? '' : storyPart(worst, input, times)),
    ...section('What to do next', worst === undefined || isWell ? '' : nextPart(worst)),
    ...section('What else is wrong', others.map((story) => storyPart(story, input, times)).join('\n\n')),
    ...section('Timeline', timelinePart(input, times)),
    ...section('Graphs', graphs.markdown),
    ...section('Orders that failed', isWell ? '' : ordersPart(input)),
    ...section('In the AWS console', pagesPart([...(worst === undefined ? [] : [worst]), ...others])),
    ...section('See it again', againPart(input)),
    ...section('What could not be read', unread.map((line) => `- ${mdText(line)}`).join('\n')),
  ];
  return [{ name: reportName, content: `${parts.join('\n\n')}\n` }, ...graphs.files];
};
