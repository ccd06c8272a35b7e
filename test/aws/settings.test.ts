import { expect, it } from 'vitest';

it('to import the SDK settings leaves the environment of the process alone', async () => {
  const before = { ...process.env };
  const { sdkConfig } = await import('../../src/aws/settings.ts');
  await sdkConfig({ region: 'eu-west-1' }, 'CloudWatch');
  expect({ ...process.env }).toEqual(before);
});
