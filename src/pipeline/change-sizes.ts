/**
 * Sizes in a JMESPath expression over a change. A number of more digits than JSON holds is a text there, and JMESPath
 * finds no text more or less than a number: whatever is compared by size is made a number first, the nearest there is.
 */
import type { compile } from '@jmespath-community/jmespath';

type Node = ReturnType<typeof compile>;

const sized = (node: Node): Node =>
  node.type === 'Literal' ? node : { type: 'Function', name: 'to_number', children: [withSizes(node)] };

/** The expression, its comparisons and sums by size of what is a number in a text, too. */
export const withSizes = (node: Node): Node => {
  switch (node.type) {
    case 'Comparator':
      return node.name === 'EQ' || node.name === 'NE'
        ? { ...node, left: withSizes(node.left), right: withSizes(node.right) }
        : { ...node, left: sized(node.left), right: sized(node.right) };
    case 'Arithmetic':
      return { ...node, left: sized(node.left), right: sized(node.right) };
    case 'Unary':
      return { ...node, operand: sized(node.operand) };
    case 'Subexpression':
    case 'IndexExpression':
    case 'Pipe':
    case 'Projection':
    case 'ValueProjection':
    case 'AndExpression':
    case 'OrExpression':
      return { ...node, left: withSizes(node.left), right: withSizes(node.right) };
    case 'FilterProjection':
      return {
        ...node,
        left: withSizes(node.left),
        right: withSizes(node.right),
        condition: withSizes(node.condition),
      };
    case 'NotExpression':
    case 'Flatten':
    case 'ExpressionReference':
      return { ...node, child: withSizes(node.child) };
    case 'Function':
    case 'MultiSelectList':
      return { ...node, children: node.children.map(withSizes) };
    case 'MultiSelectHash':
      return { ...node, children: node.children.map((one) => ({ ...one, value: withSizes(one.value) })) };
    case 'LetExpression':
      return {
        ...node,
        bindings: node.bindings.map((one) => ({ ...one, reference: withSizes(one.reference) })),
        expression: withSizes(node.expression),
      };
    case 'Binding':
      return { ...node, reference: withSizes(node.reference) };
    case 'Ternary':
      return {
        ...node,
        condition: withSizes(node.condition),
        trueExpr: withSizes(node.trueExpr),
        falseExpr: withSizes(node.falseExpr),
      };
    case 'Literal':
    case 'Field':
    case 'Identity':
    case 'Current':
    case 'Root':
    case 'Index':
    case 'Slice':
    case 'Variable':
      return node;
  }
};
