/** What a JMESPath expression over a change looks at, found in its tree before any change has come. */
import type { compile } from '@jmespath-community/jmespath';
import type { StreamViewType } from '../observation/streams.ts';

type Node = ReturnType<typeof compile>;

/** Of what a field is read: of the change, of an entry of its `changed`, or of anything else. */
type Holder = 'change' | 'changed' | 'other';

export type FieldRead = { readonly name: string; readonly of: Exclude<Holder, 'other'> };

/** The fields of the contract (`output/change-json.ts`). */
const fieldsOf: Readonly<Record<FieldRead['of'], readonly string[]>> = {
  change: [
    'type',
    'table',
    'streamArn',
    'shardId',
    'sequenceNumber',
    'eventId',
    'eventName',
    'at',
    'keys',
    'old',
    'new',
    'changed',
    'ttl',
    'region',
  ],
  changed: ['path', 'old', 'new'],
};

export const isKnownField = ({ name, of }: FieldRead): boolean => fieldsOf[of].includes(name);

/** What a node's result is made of. */
const holderOf = (node: Node, holder: Holder): Holder => {
  switch (node.type) {
    case 'Root':
      return 'change';
    case 'Identity':
    case 'Current':
    case 'Index':
    case 'Slice':
      return holder;
    case 'Field':
      return holder === 'change' && node.name === 'changed' ? 'changed' : 'other';
    case 'Flatten':
      return holderOf(node.child, holder);
    case 'IndexExpression':
    case 'Projection':
    case 'FilterProjection':
    case 'Subexpression':
    case 'Pipe':
      return holderOf(node.right, holderOf(node.left, holder));
    default:
      return 'other';
  }
};

/** The fields that it reads of the change itself and of entries of `changed`. */
export const fieldsRead = (expression: Node): readonly FieldRead[] => {
  const fields: FieldRead[] = [];
  const visit = (node: Node, holder: Holder): void => {
    switch (node.type) {
      case 'Field':
        if (holder !== 'other') fields.push({ name: node.name, of: holder });
        return;
      case 'Subexpression':
      case 'IndexExpression':
      case 'Pipe':
      case 'Projection':
      case 'ValueProjection':
        visit(node.left, holder);
        visit(node.right, node.type === 'ValueProjection' ? 'other' : holderOf(node.left, holder));
        return;
      case 'FilterProjection':
        visit(node.left, holder);
        visit(node.condition, holderOf(node.left, holder));
        visit(node.right, holderOf(node.left, holder));
        return;
      case 'Comparator':
      case 'Arithmetic':
      case 'AndExpression':
      case 'OrExpression':
        visit(node.left, holder);
        visit(node.right, holder);
        return;
      case 'NotExpression':
      case 'Flatten':
        visit(node.child, holder);
        return;
      case 'ExpressionReference':
        // Of the entries of whatever the function is given.
        visit(node.child, 'other');
        return;
      case 'Unary':
        visit(node.operand, holder);
        return;
      case 'Function':
      case 'MultiSelectList':
        for (const child of node.children) visit(child, holder);
        return;
      case 'MultiSelectHash':
        for (const { value } of node.children) visit(value, holder);
        return;
      case 'LetExpression':
        for (const { reference } of node.bindings) visit(reference, holder);
        visit(node.expression, holder);
        return;
      case 'Binding':
        visit(node.reference, holder);
        return;
      case 'Ternary':
        visit(node.condition, holder);
        visit(node.trueExpr, holder);
        visit(node.falseExpr, holder);
        return;
      case 'Literal':
      case 'Identity':
      case 'Current':
      case 'Root':
      case 'Index':
      case 'Slice':
      case 'Variable':
        return;
    }
  };
  visit(expression, 'change');
  return fields;
};

export type Side = 'old' | 'new' | 'changed';

/** What no record of such a stream has (streams, rule 21). */
const missing: Readonly<Record<StreamViewType, readonly Side[]>> = {
  KEYS_ONLY: ['old', 'new', 'changed'],
  NEW_IMAGE: ['old', 'changed'],
  OLD_IMAGE: ['new', 'changed'],
  NEW_AND_OLD_IMAGES: [],
};

const instead: Readonly<Record<StreamViewType, string>> = {
  KEYS_ONLY: "Only keys and eventName can be asked for, as in eventName=='REMOVE'",
  NEW_IMAGE: "Use new, as in new.status=='FAILED'",
  OLD_IMAGE: "Use old, as in old.status=='PAID'",
  NEW_AND_OLD_IMAGES: '',
};

/**
 * Why an expression that looks at these sides finds nothing in a stream of this view type, and what would; undefined
 * where it has all that is asked for.
 */
export const blindness = (
  sides: readonly Side[],
  viewType: StreamViewType,
): { readonly message: string; readonly hint: string } | undefined => {
  const blind = sides.filter((side) => missing[viewType].includes(side));
  if (blind.length === 0) return undefined;
  const are = blind.length === 1 ? 'is' : 'are';
  return {
    message: `the stream holds ${viewType}, so ${blind.join(' and ')} ${are} always empty`,
    hint: instead[viewType],
  };
};

/** The names that an expression over an item reads anywhere in it; undefined where it may look at the item as a whole. */
export const attributesRead = (expression: Node): readonly string[] | undefined => {
  const names = new Set<string>();
  let isWhole = false;
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) {
      for (const one of node) visit(one);
      return;
    }
    if (typeof node !== 'object' || node === null) return;
    const { type, name } = node as { readonly type?: unknown; readonly name?: unknown };
    if (type === 'Literal') return;
    if (type === 'Current' || type === 'Root' || type === 'ValueProjection') isWhole = true;
    if (type === 'Field' && typeof name === 'string') names.add(name);
    for (const child of Object.values(node)) visit(child);
  };
  visit(expression);
  return isWhole ? undefined : [...names];
};
