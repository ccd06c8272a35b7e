/**
 * The dashboard's views, in the order of their keys. Dispatch, footer, help, palette, what is fetched and the choices of `snapshot --view` are
 * made of this table; how each is drawn stands beside it, in components/dashboard/views.
 */

import type { Lacks } from './demand.ts';

/** What is fetched while a view is on the screen; `query`: what a backend must be able to do for it. */
export type Need = 'graphs' | 'logs' | 'deployments' | 'query';

type ViewLine = {
  readonly name: string;
  /** The list that has the keys in it; `panel`: that of the panel in focus. */
  readonly list: 'panel' | 'stages' | 'alarms' | 'logs' | 'changes' | 'timeline' | 'insights' | 'orders';
  readonly needs: readonly Need[];
};

const table = [
  { name: 'pipeline', list: 'panel', needs: ['graphs', 'logs', 'deployments'] },
  { name: 'metrics', list: 'stages', needs: ['graphs', 'deployments'] },
  { name: 'alarms', list: 'alarms', needs: [] },
  { name: 'logs', list: 'logs', needs: ['logs'] },
  { name: 'stream', list: 'changes', needs: [] },
  { name: 'timeline', list: 'timeline', needs: ['graphs', 'logs', 'deployments'] },
  { name: 'insights', list: 'insights', needs: ['query'] },
  { name: 'orders', list: 'orders', needs: [] },
] as const satisfies readonly ViewLine[];

export type View = (typeof table)[number]['name'];

export type ViewDefinition = ViewLine & {
  readonly name: View;
  readonly key: string;
  readonly command: `view${number}`;
};

export const views: readonly ViewDefinition[] = table.map((line, index) => ({
  ...line,
  key: String(index + 1),
  command: `view${index + 1}`,
}));

const byName = new Map(views.map((view) => [view.name, view]));

export const viewNamed = (name: View): ViewDefinition => {
  const view = byName.get(name);
  if (view === undefined) throw new Error(`there is no view ${name}`);
  return view;
};

export const isViewCommand = (command: string): command is ViewDefinition['command'] =>
  views.some((view) => view.command === command);

/** Why the view cannot be shown, in a few words, where the backend lacks what it needs. */
export const lackOf = ({ needs }: ViewDefinition, { query }: Lacks): string | undefined =>
  needs.includes('query') ? query : undefined;

/** Those that one frame can show: in the others a key must be pressed first. */
export const viewsOfSnapshot: readonly View[] = views
  .filter(({ needs }) => !needs.includes('query'))
  .map(({ name }) => name);
