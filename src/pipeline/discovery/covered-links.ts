/** Which list would tell of a link between two stages: where it was read and does not, there is none. */
import { isStageKind, kinds, type StageKind } from '../catalogue/kinds.ts';
import type { FoundLinks, LinkService } from './found-links.ts';
import type { Resource } from './resources.ts';

/** The service that tells of what a stage of such a kind hands on, whatever it is. */
const tellsOfAll: Readonly<Partial<Record<StageKind, LinkService>>> = {
  'api-gateway': 'apigateway',
  'http-api': 'apigatewayv2',
  'websocket-api': 'apigatewayv2',
  'step-functions': 'states',
  eventbridge: 'events',
  pipes: 'pipes',
  sns: 'sns',
};

const listsFor = (from: StageKind, to: StageKind): readonly LinkService[] => {
  const all = tellsOfAll[from];
  if (all !== undefined) return [all];
  if (from === 'alb' || from === 'nlb')
    return to === 'ecs' ? ['elasticloadbalancing', 'ecs'] : ['elasticloadbalancing'];
  const { gives } = kinds[from].flow ?? {};
  if (gives !== 'stream' && gives !== 'topic' && gives !== 'messages') return [];
  if (to === 'lambda') return ['lambda'];
  // Firehose reads Kinesis by itself, and what runs in containers and on hosts takes from queues.
  return to === 'firehose' || kinds[to].flow?.works === true ? [] : ['pipes'];
};

type Ends = readonly [from: Pick<Resource, 'kind' | 'region'>, to: Pick<Resource, 'kind'>];

/** The services that would tell of such a link; none of what only a function's code tells. */
export const listsOf = (...[from, to]: Ends): readonly LinkService[] =>
  isStageKind(from.kind) && isStageKind(to.kind) ? listsFor(from.kind, to.kind) : [];

/** False where no list tells of such links (what a function's code calls), or where it was not read. */
export const coversLink = (from: Ends[0], to: Ends[1], read: FoundLinks['read']): boolean => {
  const services = listsOf(from, to);
  return (
    services.length > 0 &&
    services.every((service) => read.some((one) => one.service === service && one.region === from.region))
  );
};
