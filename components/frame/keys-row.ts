/** Keys that end soon as a row of a list's head; none while they do not. */
import { keysText } from '../../src/output/keys-text.ts';
import type { Snapshot } from '../../src/store/snapshot.ts';
import { glyphsFor } from '../../src/terminal/glyphs.ts';
import { fitRow } from '../../src/terminal/paint.ts';
import type { Row } from '../../src/terminal/row.ts';

export const keysRows = (
  { keys, at }: Pick<Snapshot, 'keys' | 'at'>,
  width: number,
  ascii: boolean,
): Row[] => {
  const ending = keysText(keys, at);
  if (ending === undefined) return [];
  const role = ending.hasEnded ? 'bad' : 'warn';
  return [fitRow([{ text: ` ${glyphsFor(ascii).warn} ${ending.long}`, role }], width)];
};
