/** What Pipes tell: each reads from one and writes to another, by way of what enriches (Pipes API Reference, Pipe). */
import type { FoundLink } from '../../../pipeline/discovery/found-links.ts';
import { type LinkReader, readList } from './reader.ts';

const pipesOfPage = 100;

export const pipesLinks: LinkReader = {
  service: 'pipes',
  read: (calls, scope) =>
    readList(
      scope,
      'pipes',
      (token) =>
        calls.listPipes(
          { Limit: pipesOfPage, ...(token === undefined ? {} : { NextToken: token }) },
          scope.signal,
        ),
      ({ Pipes = [], NextToken }) => ({ items: Pipes, next: NextToken }),
      ({ Arn, Source, Target, Enrichment }) => {
        if (Arn === undefined || Source === undefined || Target === undefined) return { links: [] };
        const link = (from: string, to: string): FoundLink => ({ from, to, list: 'pipe' });
        const enriched = Enrichment === undefined || Enrichment === '' ? [] : [link(Arn, Enrichment)];
        return { links: [link(Source, Arn), ...enriched, link(Arn, Target)] };
      },
    ),
};
