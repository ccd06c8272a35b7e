/** What befell a stage, as a row of spans: its health turned, or another version was deployed. */
import { formatClock, formatDuration } from '../format.ts';
import type { Breach } from '../pipeline/breaches.ts';
import type { Deployment } from '../store/version-store.ts';
import { glyphsFor } from '../terminal/glyphs.ts';
import type { Row, Span } from '../terminal/row.ts';

type Look = { readonly utc: boolean; readonly ascii: boolean };

const timeSpan = (at: number, { utc }: Look): Span => ({
  text: `${formatClock(at, { utc, seconds: true })} `,
  role: 'dim',
});

const stageSpan = (stage: string): Span => ({ text: `${stage} `, role: 'accent' });

/** In words, without the time: `error rate 35 % > 2 % for 3 of 5 minutes`, `well again after 5 m: error rate ...`. */
export const breachText = ({ to, why, lastedMs }: Breach): string =>
  to !== 'ok'
    ? why
    : `well again${lastedMs === undefined ? '' : ` after ${formatDuration(lastedMs)}`}: ${why}`;

/** `13:56:00 ✖ payment-worker error rate 35 % > 2 % for 3 of 5 minutes`. */
export const breachRow = (breach: Breach, look: Look): Row => [
  timeSpan(breach.at, look),
  { text: `${glyphsFor(look.ascii)[breach.to]} `, role: breach.to, bold: breach.to === 'bad' },
  stageSpan(breach.stage),
  { text: breachText(breach), role: breach.to === 'ok' ? 'text' : breach.to },
];

/** `version 42 deployed, 41 before`. */
export const deploymentText = ({ version, previous }: Deployment): string =>
  `version ${version} deployed${previous === undefined ? '' : `, ${previous} before`}`;

/** `13:50:17 ◆ payment-worker version 42 deployed, 41 before`. */
export const deploymentRow = (deployment: Deployment, look: Look): Row => [
  timeSpan(deployment.at, look),
  { text: `${glyphsFor(look.ascii).deployed} `, role: 'accent', bold: true },
  stageSpan(deployment.stage),
  { text: deploymentText(deployment), bold: true },
];
