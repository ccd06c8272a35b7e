export type LogPattern = { readonly matches: (message: string) => boolean };

export type PatternResult = LogPattern | { readonly error: string };
