/** What the thread of a pattern is asked, and where in shared memory it answers. */
export type ThreadQuestion = {
  readonly source: string;
  readonly flags: string;
  readonly text: string;
  readonly from: number;
};

export const isThreadQuestion = (message: unknown): message is ThreadQuestion =>
  typeof message === 'object' &&
  message !== null &&
  ['source', 'flags', 'text', 'from'].every((name) => name in message);

/** Places of 32 bits: whose turn it is, how many numbers the answer has, the numbers. */
export const turnAt = 0;
export const countAt = 1;
export const answerAt = 2;

/** Groups of such a pattern, and the match itself. */
export const mostGroups = 200;
export const sharedPlaces = answerAt + 2 * (mostGroups + 1);

export const turn = { asked: 0, answered: 1 } as const;
/** In the place of a count. */
export const noMatch = 0;
export const noAnswer = -1;
