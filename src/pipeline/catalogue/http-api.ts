import { apiKind } from './api-gateway.ts';

export const httpApi = apiKind({
  title: 'HTTP API',
  id: 'ApiId',
  serverErrors: '5xx',
  clientErrors: '4xx',
  shownBy: ['Count', 'Latency', '4xx', '5xx', 'DataProcessed'],
});
