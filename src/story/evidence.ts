/** What stands beside a cause: changes before it, how it goes on, who is hit (issue 14). Pure. */
import type { Point } from '../observation/metrics.ts';
import type { OrdersSnapshot } from '../orders/orders.ts';
import { fewPoints } from '../pipeline/rule-walk.ts';
import type { Breach } from './breaches.ts';
import type { Incident } from './incidents.ts';
import type { Links } from './links.ts';
import type { CurrencyValue, StoryChange, StoryOrders, Trend } from './story.ts';
import type { DeploymentEvent } from './story-input.ts';

const changeBeforeMs = 30 * 60_000;

/** Deployments up to half an hour before the onset, on the cause or before it in the flow; oldest first. They are before, never because. */
export const changesBefore = (
  { stage, since, region, periodMs }: Breach,
  deployments: readonly DeploymentEvent[],
  links: Links,
): readonly StoryChange[] =>
  deployments
    .filter(
      (deployment) =>
        deployment.region === region &&
        (deployment.stage === stage || links.isAfter(deployment.stage, stage)) &&
        deployment.at >= since - changeBeforeMs &&
        // The onset is the start of its bucket: what was deployed in it may have been before.
        deployment.at < since + periodMs,
    )
    .map(({ stage: where, version, at, ...origin }) => ({
      region: origin.region,
      ...(origin.profile === undefined ? {} : { profile: origin.profile }),
      stage: where,
      what: `version ${version}`,
      at,
    }));

/** A tenth more or less is the same. */
const steadyShare = 0.1;

const mean = (points: readonly Point[]): number =>
  points.reduce((sum, { value }) => sum + value, 0) / points.length;

/** How much worse its newest points are than those at its onset: 1 is the same. Undefined before there are enough. */
const changeOf = ({ count, comparison, ...points }: Breach): number | undefined => {
  const many = Math.min(fewPoints, Math.floor(count / 2));
  if (many === 0) return undefined;
  // What began between good periods is no worse for having none any more: those of the onset are over the limit.
  const [late, early] = [mean(points.late.slice(-many)), mean(points.early.slice(0, many))];
  if (early === late) return 1;
  const ratio = early === 0 ? 2 : late / early;
  return comparison === '<' ? 2 - ratio : ratio;
};

const directionOf = (breach: Breach): 'worse' | 'steady' | 'better' => {
  if (breach.until !== undefined) return 'better';
  const change = changeOf(breach) ?? 1;
  return change > 1 + steadyShare ? 'worse' : change < 1 - steadyShare ? 'better' : 'steady';
};

/** When all of an incident was well again; undefined while something is not. */
export const endOf = ({ cause, effects }: Pick<Incident, 'cause' | 'effects'>): number | undefined => {
  const ends = [cause, ...effects.map(({ breach }) => breach)].map(({ until }) => until);
  return ends.some((until) => until === undefined) ? undefined : Math.max(...ends.map((until) => until ?? 0));
};

/** Its newest points beside those of its onset: what the cause does, and what piles up behind it. */
export const trendOf = (incident: Pick<Incident, 'cause' | 'effects'>): Trend => {
  if (endOf(incident) !== undefined) return 'over';
  const own = directionOf(incident.cause);
  const growing = incident.effects.some(
    ({ breach }) => breach.until === undefined && directionOf(breach) === 'worse',
  );
  if (own === 'worse' || (own === 'steady' && growing)) return 'worse';
  return own;
};

/** Orders that are late, and those that failed since the onset; null where nothing tells. */
export const hitBy = ({ since }: Breach, orders: OrdersSnapshot | undefined): StoryOrders | null => {
  if (orders === undefined) return null;
  const failed = orders.failed.filter((order) => order.since >= since);
  const late = orders.flows.reduce((sum, flow) => sum + flow.late, 0);
  const sums = new Map<string | undefined, number>();
  for (const { value, currency } of [...orders.late, ...failed]) {
    if (value !== undefined) sums.set(currency, (sums.get(currency) ?? 0) + value);
  }
  const values = [...sums].map(([currency, value]): CurrencyValue => ({ currency, value }));
  return { late, failed: failed.length, values, knownSince: orders.knownSince };
};
