/** A small pipeline with orders, for accounts whose answers are a stranger's. */
export const shopPipeline = `name: orders
orderId: { path: orderId, pattern: 'ORD-\\d+' }
orders: { table: Orders, id: orderId, status: status, done: [DELIVERED], failed: [FAILED] }
stages:
  - { name: Orders, kind: dynamodb, table: Orders, next: [payments] }
  - { name: payments, kind: sqs, deadLetterQueue: payments-dlq, next: [payment-worker] }
  - { name: payment-worker, kind: lambda }
`;
