/**
 * Every listing ends: a service that gives the same token again, or pages without end, is not followed for ever, least of all where
 * each page is billed (issue 15).
 */
type Chain = { readonly tokens: Set<string>; readonly pages: number };

/** The members that carry a listing's token. */
export type Paging = {
  readonly input: string;
  readonly output: string;
  /** Pages that a listing of AWS's may have at the most; more are a mistake. */
  readonly mostPages: number;
};

/** Listings that are under way at once. */
const mostChains = 1000;

export type PageGuard = {
  /** What is wrong with the page that came for this input: undefined where nothing is. */
  readonly problemWith: (input: object, output: object) => string | undefined;
};

const tokenIn = (holder: object, name: string): string | undefined => {
  const token: unknown = Reflect.get(holder, name);
  return typeof token === 'string' && token !== '' ? token : undefined;
};

/** One for each operation of an origin; listings are told apart by their tokens. */
export const createPageGuard = ({ input: inputName, output: outputName, mostPages }: Paging): PageGuard => {
  const chains = new Map<string, Chain>();
  return {
    problemWith: (input, output) => {
      const from = tokenIn(input, inputName);
      const to = tokenIn(output, outputName);
      if (to === undefined) return undefined;
      const before = from === undefined ? undefined : chains.get(from);
      if (from !== undefined && (to === from || before?.tokens.has(to) === true)) {
        return 'the same page is offered again and again';
      }
      const tokens = before?.tokens ?? new Set(from === undefined ? [] : [from]);
      tokens.add(to);
      const pages = (before?.pages ?? 1) + 1;
      if (pages > mostPages) return `more than ${mostPages} pages are offered`;
      chains.delete(from ?? '');
      chains.set(to, { tokens, pages });
      const oldest = chains.keys().next();
      if (chains.size > mostChains && oldest.done !== true) chains.delete(oldest.value);
      return undefined;
    },
  };
};
