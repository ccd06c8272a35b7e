/** Log groups that a query names itself: StartQuery must not be given others beside them. */
import { queryParts } from './query-text.ts';

export const queryLanguages = ['cwli', 'sql', 'ppl'] as const;
export type QueryLanguage = (typeof queryLanguages)[number];

/** Where AWS gives fewer rows than of its own language (StartQuery, `limit`). */
export const mostRowsOf = (language: QueryLanguage): number => (language === 'cwli' ? 100_000 : 10_000);

/**
 * True where the query says which log groups it reads: SQL always does (`FROM`), PPL and Insights' own language where they
 * begin with a SOURCE command. `SOURCE 'name'`, as dashboards write it, is none: StartQuery does not take that.
 */
export const namesItsGroups = (query: string, language: QueryLanguage = 'cwli'): boolean => {
  if (language === 'sql') return true;
  const code = queryParts(query)
    .map(({ kind, text }) => (kind === 'comment' ? ' ' : text))
    .join('');
  return language === 'ppl'
    ? /^\s*(?:search\s+)?source\s*=/i.test(code)
    : /^[\s|]*source\s+(?!["'`])/i.test(code);
};

/** `SOURCE 'a' | SOURCE "b" | fields …`: the groups, and the query that is left. */
export const splitSources = (
  text: string,
): { readonly groups: readonly string[]; readonly query: string } => {
  const groups: string[] = [];
  let query = text.trim();
  for (;;) {
    const [whole, list] =
      /^source\s+((?:'[^']*'|"[^"]*")(?:\s*,\s*(?:'[^']*'|"[^"]*"))*)\s*\|?\s*/i.exec(query) ?? [];
    if (whole === undefined || list === undefined) return { groups, query };
    groups.push(...[...list.matchAll(/'([^']*)'|"([^"]*)"/g)].map(([, one, two]) => one ?? two ?? ''));
    query = query.slice(whole.length);
  }
};
