/** Things of one key once: the last of them, where the first one stood. */
export const distinct = <Thing>(
  things: readonly Thing[],
  key: (thing: Thing) => string,
): readonly Thing[] => [...new Map(things.map((thing) => [key(thing), thing])).values()];
