/**
 * Series of windows that are not the live one: further back, wider, or the same hour a week before. They are kept beside
 * the live series, under an id for each period, so that neither pushes the other's points out.
 */

/** Periods that history is asked in, seconds; each divides the next, and AWS answers them for some age. */
export const historyPeriods = [60, 300, 900, 3_600, 21_600, 86_400] as const;

/** `payment-worker.errors@300`. */
export const historyId = (seriesId: string, periodSeconds: number): string => `${seriesId}@${periodSeconds}`;

/** True for an id that `historyId` made, and for what a search found under one. */
export const isHistoryId = (id: string): boolean => /@\d+(?:\/|$)/.test(id);
