/** A path in an item of DynamoDB, as the pipeline file names what it needs of orders: `orderId`, `order.id`, `items[0].price`. */
import type { AttributeValue, Item } from '../observation/streams.ts';

/** What stands there in an item; undefined where nothing does. */
export type ItemPath = (item: Item) => AttributeValue | undefined;

export const itemPathNeeds = 'a path in the item such as orderId, order.id or items[0].price';

type Step = string | number;

/** A name, in double quotes where it holds a dot, a bracket or a space. */
const firstStep = /^(?:([^.[\]"\s]+)|"([^"]+)")/;
const nextStep = /^(?:\.([^.[\]"\s]+)|\."([^"]+)"|\[(\d{1,5})\])/;
/** As deep as DynamoDB nests. */
const mostSteps = 32;

const stepsOf = (text: string): readonly Step[] | undefined => {
  const steps: Step[] = [];
  let rest = text;
  while (rest !== '' || steps.length === 0) {
    const match = (steps.length === 0 ? firstStep : nextStep).exec(rest);
    if (match === null || steps.length === mostSteps) return undefined;
    const [whole, name, quoted, index] = match;
    steps.push(index === undefined ? (name ?? quoted ?? '') : Number(index));
    rest = rest.slice(whole.length);
  }
  return steps;
};

const own = (item: Item, name: string): AttributeValue | undefined =>
  Object.hasOwn(item, name) ? item[name] : undefined;

const stepInto = (value: AttributeValue | undefined, step: Step): AttributeValue | undefined => {
  if (value === undefined) return undefined;
  if (typeof step === 'number') return 'L' in value ? value.L[step] : undefined;
  return 'M' in value ? own(value.M, step) : undefined;
};

/** Undefined where the text is no path. */
export const parseItemPath = (text: string): ItemPath | undefined => {
  const [first, ...others] = stepsOf(text) ?? [];
  if (typeof first !== 'string') return undefined;
  if (others.length === 0) return (item) => own(item, first);
  return (item) => others.reduce(stepInto, own(item, first));
};

/** A text or a number as text, which is what an id, a status and a currency are; undefined for all else, and for an empty one. */
export const textOfAttribute = (value: AttributeValue | undefined): string | undefined => {
  if (value === undefined) return undefined;
  if ('S' in value) return value.S === '' ? undefined : value.S;
  return 'N' in value ? value.N : undefined;
};
