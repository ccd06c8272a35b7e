/** What cannot be read now, in words: for the titles of panels, the rows of Regions, and lists that are empty. */
import type { Failure, SourceProblem } from '../../src/observation/health-of-sources.ts';
import { originName } from '../../src/origin.ts';
import { shortGroup } from '../../src/pipeline/log-groups.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import { glyphsFor } from '../../src/terminal/glyphs.ts';
import type { RowLook } from '../../src/terminal/origin-spans.ts';

export type Trouble = SourceProblem & { readonly failure: Failure };

const isTrouble = (problem: SourceProblem): problem is Trouble => problem.failure !== undefined;

/** The troubles that are wanted, as they began. */
export const troublesIn = (
  { problems }: Pick<Snapshot, 'problems'>,
  wanted: (problem: SourceProblem) => boolean,
): readonly Trouble[] => problems.filter(isTrouble).filter(wanted);

/** One that has no access to a place says so of everything there: that is one trouble. */
const causeOf = ({ source, scope, origin, failure }: Trouble): string => {
  const where = origin === undefined ? '' : originName(origin);
  return failure.kind === 'access' ? `${where} ${failure.code}` : `${source} ${scope} ${where}`;
};

/** What is of a place and not of one of its log groups says more: all that is there has the same cause, whoever said so first. */
const isWider = (one: Trouble, than: Trouble): boolean => than.source === 'logs' && one.source !== 'logs';

/** The troubles, one of each cause. */
export const causesIn = (troubles: readonly Trouble[]): readonly Trouble[] => {
  const causes = new Map<string, Trouble>();
  for (const trouble of troubles) {
    const cause = causeOf(trouble);
    const before = causes.get(cause);
    if (before === undefined || isWider(trouble, before)) causes.set(cause, trouble);
  }
  return [...causes.values()];
};

export type TroubleLook = Pick<RowLook, 'originCells'> & {
  /** The name of a place that is said beside it already. */
  readonly said?: string;
};

/** The log group, and where it is. */
const whereOf = ({ source, scope, origin }: Trouble, { originCells = 0, said }: TroubleLook): string => {
  const group = source === 'logs' ? shortGroup(scope) : '';
  const isNamed = origin !== undefined && (originCells > 0 || origin.profile !== undefined);
  const place = isNamed && originName(origin) !== said ? originName(origin) : '';
  return [group, place].filter((part) => part !== '').join(' in ');
};

/** `us-east-1 (billing): access denied`. */
export const troubleWords = (trouble: Trouble, look: TroubleLook): string => {
  const where = whereOf(trouble, look);
  return where === '' ? trouble.failure.message : `${where}: ${trouble.failure.message}`;
};

/** The first of them in a line, and how many more there are; empty where there is none. */
export const troubleText = (
  troubles: readonly Trouble[],
  look: TroubleLook & Pick<RowLook, 'ascii'>,
): string => {
  const [first, ...others] = causesIn(troubles);
  if (first === undefined) return '';
  const more = others.length === 0 ? '' : ` (+${others.length})`;
  return `${glyphsFor(look.ascii).warn} ${troubleWords(first, look)}${more}`;
};
