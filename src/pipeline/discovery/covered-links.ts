/** Which list would tell of a link between two stages: where it was read and does not, there is none. */
import { isStageKind, kinds, type StageKind } from '../catalogue/kinds.ts';
import type { FoundLinks, LinkService } from './found-links.ts';
import type { Resource } from './resources.ts';

/** The services that tell of what a stage of such a kind hands on, whatever it is. */
const tellsOfAll: Readonly<Partial<Record<StageKind, LinkService>>> = {};

const listsFor = (from: StageKind, to: StageKind): LinkService | undefined => {
  const gives = kinds[from].flow?.gives;
  if (to === 'lambda' && (gives === 'stream' || gives === 'topic' || gives === 'messages')) return 'lambda';
  return tellsOfAll[from];
};

/** False where no list tells of such links (what a function's code calls), or where it was not read. */
export const coversLink = (
  from: Pick<Resource, 'kind' | 'region'>,
  to: Pick<Resource, 'kind'>,
  read: FoundLinks['read'],
): boolean => {
  const { kind } = from;
  if (!isStageKind(kind) || !isStageKind(to.kind)) return false;
  const service = listsFor(kind, to.kind);
  return read.some((one) => one.service === service && one.region === from.region);
};
