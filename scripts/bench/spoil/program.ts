/** Runs its share of the cases and prints a line for each: `program.mjs SEED SAMPLE SHARE SHARES [TEXT]`. */
import { seededRandom } from '../hostile.ts';
import { startSpoiltAccount } from './account.ts';
import { allCases, runCase } from './runs.ts';

const [seed = 1, sample = 0, share = 0, shares = 1] = process.argv.slice(2).map(Number);
const only = process.argv[6] ?? '';
const random = seededRandom(seed);
const spoilt = await startSpoiltAccount();
const cases = (await allCases(spoilt, ({ args }) => args.join(' ').includes(only))).map((one) => ({
  one,
  rank: random(),
  nth: Math.floor(random() * 1000),
}));
const chosen = sample === 0 ? cases : cases.toSorted((a, b) => a.rank - b.rank).slice(0, sample);
const own = chosen.filter((_, index) => index % shares === share);
console.log(JSON.stringify({ cases: own.length }));
for (const { one, nth } of own) {
  const { command } = one.whole;
  console.log(JSON.stringify({ begins: [command.args.join(' '), one.field.operation, one.way] }));
  const result = await runCase(spoilt, one, nth);
  if (result !== undefined) console.log(JSON.stringify(result));
}
spoilt.close();
process.exit(0);
