/** A path into a JSON event: names, indexes, and `*` for every member or element. */
export type Selector = readonly (string | number | typeof everything)[];

const everything = Symbol('*');

const stepShape = /\.?\[(?:(\d+)|(\*)|'([^']*)'|"([^"]*)")\]|\.(?:(\*)|([\w-]+))/y;

/** Reads `$.a.b[0]['c.d'].*`; `$` alone is the event itself. */
export const parseSelector = (path: string): Selector | undefined => {
  if (!path.startsWith('$')) return undefined;
  const steps: (string | number | typeof everything)[] = [];
  stepShape.lastIndex = 1;
  while (stepShape.lastIndex < path.length) {
    const match = stepShape.exec(path);
    if (match === null) return undefined;
    const [, index, anyElement, single, double, anyMember, name] = match;
    if (index !== undefined) steps.push(Number(index));
    else if (anyElement !== undefined || anyMember !== undefined) steps.push(everything);
    else steps.push(single ?? double ?? name ?? '');
  }
  return steps;
};

/** All nodes that the path leads to. */
export const select = (event: unknown, selector: Selector): readonly unknown[] =>
  selector.reduce<readonly unknown[]>(
    (nodes, step) =>
      nodes.flatMap((node) => {
        if (typeof node !== 'object' || node === null) return [];
        if (step === everything) return Object.values(node);
        if (Array.isArray(node)) return typeof step === 'number' && step < node.length ? [node[step]] : [];
        const members: Record<PropertyKey, unknown> = { ...node };
        return Object.hasOwn(members, step) ? [members[step]] : [];
      }),
    [event],
  );
