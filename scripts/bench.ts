/**
 * `npm run bench -- NAME…` runs benchmarks of `scripts/bench/` by name, all but the long ones where none is named. Each prints a table, or
 * with `--json` one object a line. Build first: they measure the product.
 */
const benches = [
  'tail',
  'alarms',
  'screen',
  'exits',
  'fuzz',
  'story',
  'orders',
  'kills',
  'start',
  'spoil',
] as const;
/** Hours: only where it is named. */
const long = new Set<string>(['spoil']);

const named = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const unknown = named.find((name) => !benches.some((bench) => bench === name));
if (unknown !== undefined) {
  console.error(`There is no benchmark ${unknown}: ${benches.join(', ')}.`);
  process.exit(2);
}
for (const bench of benches) {
  if (named.length > 0 ? !named.includes(bench) : long.has(bench)) continue;
  const { run } = await import(`./bench/${bench}.ts`);
  await run();
}
