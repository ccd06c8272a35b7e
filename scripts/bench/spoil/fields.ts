/** Every field of an operation's answer, by AWS's own models, which the SDK's clients carry. */
import type { NormalizedSchema } from '@smithy/core/schema';
import { outputOf } from '../../../test/helpers/shapes.ts';

/** `each`: the items of a list, or the values of a map; `text`: what is JSON in a text; else a member by its name. */
export type Step = { readonly member: string } | 'each' | 'text';

export type FieldKind =
  | 'text'
  | 'number'
  | 'time'
  | 'flag'
  | 'list'
  | 'map'
  | 'struct'
  | 'bytes'
  | 'document';

export type Field = {
  readonly operation: string;
  readonly path: readonly Step[];
  readonly kind: FieldKind;
};

/** A shape that holds itself (an attribute's value) is followed so far. */
const mostWithin = 1;

const kindOf = (shape: NormalizedSchema): FieldKind => {
  if (shape.isStructSchema()) return 'struct';
  if (shape.isListSchema()) return 'list';
  if (shape.isMapSchema()) return 'map';
  if (shape.isTimestampSchema()) return 'time';
  if (shape.isNumericSchema() || shape.isBigIntegerSchema() || shape.isBigDecimalSchema()) return 'number';
  if (shape.isBooleanSchema()) return 'flag';
  if (shape.isBlobSchema()) return 'bytes';
  if (shape.isDocumentSchema()) return 'document';
  return 'text';
};

type Found = Omit<Field, 'operation'>;

const fieldsIn = (
  shape: NormalizedSchema,
  path: readonly Step[],
  within: readonly string[],
): readonly Found[] => {
  const here: readonly Found[] = path.length === 0 ? [] : [{ path, kind: kindOf(shape) }];
  if (shape.isStructSchema()) {
    const name = shape.getName() ?? '';
    if (within.filter((one) => one === name).length > mostWithin) return here;
    const inner = [...within, name];
    return [
      ...here,
      ...[...shape.structIterator()].flatMap(([member, one]) => fieldsIn(one, [...path, { member }], inner)),
    ];
  }
  if (shape.isListSchema() || shape.isMapSchema()) {
    return [...here, ...fieldsIn(shape.getValueSchema(), [...path, 'each'], within)];
  }
  return here;
};

/** JSON that AWS documents, in a text: its fields as they stand in the account's own answers. */
export const fieldsWithin = (value: unknown, path: readonly Step[]): readonly Found[] => {
  if (Array.isArray(value)) {
    const here: Found = { path, kind: 'list' };
    return [here, ...(value.length === 0 ? [] : fieldsWithin(value[0], [...path, 'each']))];
  }
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).flatMap(([member, inner]) =>
      fieldsWithin(inner, [...path, { member }]),
    );
    return [{ path, kind: 'struct' }, ...members];
  }
  if (value === undefined) return [];
  return [
    { path, kind: typeof value === 'number' ? 'number' : typeof value === 'boolean' ? 'flag' : 'text' },
  ];
};

/** All fields of the answer, those in lists and maps once. Throws for an operation that no client has. */
export const fieldsOf = (operation: string): readonly Field[] => {
  const shape = outputOf(operation);
  if (shape === undefined) throw new Error(`no client has ${operation}`);
  return fieldsIn(shape, [], []).map((field) => ({ ...field, operation }));
};

export const pathText = (path: readonly Step[]): string =>
  path
    .map((step) => (step === 'each' ? '[]' : step === 'text' ? '«»' : `.${step.member}`))
    .join('')
    .replace(/^\./, '');
