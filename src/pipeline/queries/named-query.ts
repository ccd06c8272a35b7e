/** Queries to Logs Insights that can be chosen: by a name, or because they were run before. */

/** A query that has a name: of the pipeline file, or one that the tool brings. */
export type NamedQuery = {
  readonly name: string;
  readonly title: string;
  /** In Logs Insights' language; `{id}` stands for a value that is asked for. */
  readonly query: string;
  /** Log groups or stages that it asks; those of the whole pipeline where there are none. */
  readonly of: readonly string[];
};

/** A query that was run before, on this machine; with the values that it was given. */
export type PastQuery = {
  readonly query: string;
  /** Name of the query that it was made of, where it had one. */
  readonly name?: string | undefined;
  readonly of: readonly string[];
  /** When it was run last. */
  readonly at: number;
};

/** What a name may be: it stands on the command line in the place of a query. */
export const queryName = /^[A-Za-z][\w-]{0,59}$/;

/** AWS takes no longer ones. */
export const mostQueryChars = 10_000;
