import type { Health } from '../../src/pipeline/stage.ts';
import { glyphsFor } from '../../src/terminal/glyphs.ts';
import type { Span } from '../../src/terminal/row.ts';

/** The sign of a stage's health: a shape and a colour. */
export const healthMark = (health: Health, ascii: boolean): Span => ({
  text: glyphsFor(ascii)[health],
  role: health,
});
