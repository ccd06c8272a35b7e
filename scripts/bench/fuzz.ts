/**
 * `npm run bench -- fuzz`: a million hostile texts through every output, and a million through every view; HOSTILE_COUNT
 * and HOSTILE_SEED for others.
 */
import { feedHostile, type HostileFind } from './hostile.ts';
import { feedViews } from './hostile-views.ts';

const batch = 10_000;

/** Measures and prints; ends with exit code 1 when something came through. */
export const run = async (json = process.argv.includes('--json')): Promise<void> => {
  const count = Number(process.env['HOSTILE_COUNT'] ?? 1_000_000);
  const seed = Number(process.env['HOSTILE_SEED'] ?? 1);
  const startedAt = performance.now();
  const finds: HostileFind[] = [];
  let texts = 0;
  let outputs = 0;
  while (texts < count && finds.length === 0) {
    const result = feedHostile(Math.min(batch, count - texts), seed + texts);
    texts += result.texts;
    outputs = result.outputs;
    finds.push(...result.finds);
    if (!json && process.stderr.isTTY) process.stderr.write(`\r${texts} of ${count}`);
  }
  let viewed = 0;
  while (viewed < count && finds.length === 0) {
    const result = feedViews(Math.min(batch, count - viewed), seed + viewed);
    viewed += result.texts;
    finds.push(...result.finds);
    if (!json && process.stderr.isTTY) process.stderr.write(`\r${viewed} of ${count}`);
  }
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  const record = { bench: 'fuzz', texts, outputs, viewed, seconds, finds };
  console.log(
    json
      ? JSON.stringify(record)
      : `${texts} hostile texts through ${outputs} outputs each, ${viewed} through every view, ${seconds} s: ${finds.length} came through`,
  );
  for (const find of json ? [] : finds) console.log(JSON.stringify(find));
  if (finds.length > 0) process.exitCode = 1;
};
